package io.netfailover.migration;

import io.netfailover.netlink.VfLinkState;
import io.netfailover.netlink.VfSettings;
import io.netfailover.netlink.VfVlan;
import io.netfailover.netlink.VirtualFunction;
import io.netfailover.types.MacAddress;
import io.netfailover.types.PciAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The VFs of real PFs. Only what differs is set, one part after the other, so that a driver is not asked for what it has already and each
 * refusal names its part.
 *
 * <p>A VF without address (zero) lets its driver choose one. Some PF drivers refuse to set zero: there the VF gets an address that is
 * locally administered, the VF's own and nobody else's ({@link #parked}), and is told as having none.
 */
final class KernelFunctions implements VirtualFunctions {
    private static final String LINK_PREFIX = "virtfn";
    private static final MacAddress NONE = new MacAddress(0);

    private final PfDriver driver;
    private final HostLinks links;
    private final Path netClass;

    KernelFunctions(PfDriver driver, HostLinks links, Path netClass) {
        this.driver = driver;
        this.links = links;
        this.netClass = netClass;
    }

    /** From the links {@code virtfnN} of the PF's device (Documentation/ABI/testing/sysfs-bus-pci). */
    @Override
    public List<VfRef> of(String pf) {
        links.required(pf);
        List<VfRef> functions = new ArrayList<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(netClass.resolve(pf).resolve("device"), LINK_PREFIX + "[0-9]*")) {
            for (Path link : found) {
                int index = Integer.parseInt(link.getFileName().toString().substring(LINK_PREFIX.length()));
                String pci = Files.readSymbolicLink(link).getFileName().toString();
                functions.add(new VfRef(pf, index, new PciAddress(pci)));
            }
        } catch (NoSuchFileException e) {
            return List.of(); // no device behind it, as with a bridge or veth: no VFs
        } catch (IOException e) {
            throw new HostNetworkException(
                    "the VFs of " + pf + " cannot be listed: " + e.getMessage(), "is /sys mounted?", e);
        }
        functions.sort(Comparator.comparingInt(VfRef::index));
        return List.copyOf(functions);
    }

    @Override
    public VfAdmin admin(VfRef vf) {
        VirtualFunction now = read(vf);
        VfVlan vlan = now.vlan();
        return new VfAdmin(
                now.address().equals(parked(vf)) ? NONE : now.address(),
                vlan.id(),
                vlan.qos(),
                vlan.protocol() == VfVlan.ETH_P_8021AD ? "802.1ad" : "802.1Q",
                now.minTxRateMbps(),
                now.maxTxRateMbps(),
                now.spoofCheck(),
                now.trusted(),
                now.linkState().name().toLowerCase(Locale.ROOT));
    }

    private VirtualFunction read(VfRef vf) {
        return driver.read(vf)
                .orElseThrow(() -> new HostNetworkException(
                        vf.pf() + " has no VF " + vf.index(),
                        "see which it has: ip link show " + vf.pf() + "; more are made by its sriov_numvfs in sysfs"));
    }

    @Override
    public void set(VfRef vf, VfAdmin admin) {
        VfAdmin now = admin(vf);
        Map<String, String> refused = new LinkedHashMap<>();
        if (!now.mac().equals(admin.mac())) {
            address(vf, admin.mac()).ifPresent(why -> refused.put("MAC " + admin.mac(), why));
        }
        parts(admin).forEach((what, settings) -> {
            if (!settings.isSo().test(now)) {
                driver.set(vf, settings.settings()).ifPresent(why -> refused.put(what, why));
            }
        });
        if (!refused.isEmpty()) {
            throw new HostNetworkException(
                    vf + " did not take " + String.join(", ", refused.keySet()) + ": "
                            + String.join("; ", refused.values()),
                    "try it by hand: ip link set " + vf.pf() + " vf " + vf.index()
                            + " ...; what this NIC's driver cannot do must not be asked of it");
        }
        VfAdmin then = admin(vf);
        if (!then.equals(told(admin, then))) {
            throw new HostNetworkException(
                    vf + " is " + then + " although its driver agreed to " + admin,
                    "look whether another program sets it too: ip monitor link");
        }
    }

    private Optional<String> address(VfRef vf, MacAddress mac) {
        Optional<String> refusal = driver.set(vf, VfSettings.none().withAddress(mac));
        if (refusal.isPresent() && mac.isZero()) {
            return driver.set(vf, VfSettings.none().withAddress(parked(vf)));
        }
        return refusal;
    }

    private record Part(VfSettings settings, Predicate<VfAdmin> isSo) {
        static Part of(VfSettings settings, VfAdmin wanted, Function<VfAdmin, Object> what) {
            return new Part(settings, now -> what.apply(now).equals(what.apply(wanted)));
        }
    }

    /** All but the MAC, in the order in which the kernel does them ({@code do_setvfinfo} of net/core/rtnetlink.c). */
    private static Map<String, Part> parts(VfAdmin admin) {
        VfSettings none = VfSettings.none();
        Map<String, Part> parts = new LinkedHashMap<>();
        int protocol = admin.vlanProtocol().equals("802.1ad") ? VfVlan.ETH_P_8021AD : VfVlan.ETH_P_8021Q;
        parts.put(
                "vlan " + admin.vlan() + " qos " + admin.qos() + " proto " + admin.vlanProtocol(),
                Part.of(
                        none.withVlan(new VfVlan(admin.vlan(), admin.qos(), protocol)),
                        admin,
                        of -> List.of(of.vlan(), of.qos(), of.vlanProtocol())));
        parts.put(
                "min_tx_rate " + admin.minTxRateMbps() + " max_tx_rate " + admin.maxTxRateMbps(),
                Part.of(
                        none.withMinTxRateMbps(admin.minTxRateMbps()).withMaxTxRateMbps(admin.maxTxRateMbps()),
                        admin,
                        of -> List.of(of.minTxRateMbps(), of.maxTxRateMbps())));
        admin.spoofCheck()
                .ifPresent(on -> parts.put(
                        "spoofchk " + (on ? "on" : "off"),
                        Part.of(none.withSpoofCheck(on), admin, VfAdmin::spoofCheck)));
        parts.put(
                "state " + admin.linkState(),
                Part.of(
                        none.withLinkState(VfLinkState.valueOf(admin.linkState().toUpperCase(Locale.ROOT))),
                        admin,
                        VfAdmin::linkState));
        admin.trust()
                .ifPresent(on -> parts.put(
                        "trust " + (on ? "on" : "off"), Part.of(none.withTrusted(on), admin, VfAdmin::trust)));
        return parts;
    }

    /** What was wanted, as far as the driver tells it and it was wanted at all. */
    private static VfAdmin told(VfAdmin wanted, VfAdmin then) {
        return new VfAdmin(
                wanted.mac(),
                wanted.vlan(),
                wanted.qos(),
                wanted.vlanProtocol(),
                wanted.minTxRateMbps(),
                wanted.maxTxRateMbps(),
                wanted.spoofCheck().isPresent() && then.spoofCheck().isPresent()
                        ? wanted.spoofCheck()
                        : then.spoofCheck(),
                wanted.trust().isPresent() && then.trust().isPresent() ? wanted.trust() : then.trust(),
                wanted.linkState());
    }

    /**
     * An address for a VF that shall have none: 02 and 40 bits that follow from the PF's address and the index, so that it is the same each
     * time and no other VF's, here or on another host.
     */
    MacAddress parked(VfRef vf) {
        long mixed = driver.addressOf(vf.pf()).value() << 16 | vf.index();
        // the finalizer of MurmurHash3, which spreads each bit over all
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        mixed ^= mixed >>> 33;
        return new MacAddress(0x02_00_00_00_00_00L | mixed & 0xff_ffff_ffffL);
    }
}

package io.netfailover.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netfailover.types.MacAddress;
import io.netfailover.types.VfAdmin;
import io.netfailover.types.VfRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PF of a lab, which the kernel has not: what is set for its VFs is kept in one JSON file for each, {@code <directory>/<pf>.<index>.json},
 * with {@link VfAdmin}'s names; what is empty there is null. A VF without file is as a driver makes it.
 */
public final class StandInPf implements VirtualFunctions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final VfAdmin FRESH =
            new VfAdmin(new MacAddress(0), 0, 0, "802.1Q", 0, 0, Optional.empty(), Optional.empty(), "auto");

    private final Path directory;
    private final List<VfRef> functions;

    /** @param functions of one PF */
    public StandInPf(Path directory, List<VfRef> functions) {
        if (functions.stream().map(VfRef::pf).distinct().count() != 1) {
            throw new IllegalArgumentException("not the VFs of one PF: " + functions);
        }
        this.directory = directory;
        this.functions =
                functions.stream().sorted(Comparator.comparingInt(VfRef::index)).toList();
    }

    public String pf() {
        return functions.get(0).pf();
    }

    @Override
    public List<VfRef> of(String pf) {
        return pf.equals(pf()) ? functions : List.of();
    }

    @Override
    public VfAdmin admin(VfRef vf) {
        Path file = file(vf);
        try {
            return read(JSON.readTree(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return FRESH;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new HostNetworkException(
                    file + " does not describe a VF: " + e.getMessage(), "delete it: the VF is fresh then", e);
        } catch (IOException e) {
            throw new HostNetworkException(file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static VfAdmin read(JsonNode json) {
        return new VfAdmin(
                MacAddress.parse(json.path("mac").asText(FRESH.mac().toString())),
                json.path("vlan").asInt(),
                json.path("qos").asInt(),
                json.path("vlanProtocol").asText(FRESH.vlanProtocol()),
                json.path("minTxRateMbps").asInt(),
                json.path("maxTxRateMbps").asInt(),
                setting(json.get("spoofCheck")),
                setting(json.get("trust")),
                json.path("linkState").asText(FRESH.linkState()));
    }

    private static Optional<Boolean> setting(@Nullable JsonNode value) {
        return Optional.ofNullable(value).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    @Override
    public void set(VfRef vf, VfAdmin admin) {
        Path file = file(vf);
        if (admin(vf).equals(admin)) {
            return;
        }
        ObjectNode json = JSON.createObjectNode()
                .put("mac", admin.mac().toString())
                .put("vlan", admin.vlan())
                .put("qos", admin.qos())
                .put("vlanProtocol", admin.vlanProtocol())
                .put("minTxRateMbps", admin.minTxRateMbps())
                .put("maxTxRateMbps", admin.maxTxRateMbps())
                .put("spoofCheck", admin.spoofCheck().orElse(null))
                .put("trust", admin.trust().orElse(null))
                .put("linkState", admin.linkState());
        try {
            Files.createDirectories(directory);
            // whoever reads meanwhile sees the old one or the new one, never half of one
            Path whole = Files.createTempFile(directory, file.getFileName() + ".", ".new");
            Files.writeString(whole, json.toPrettyString() + "\n");
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new HostNetworkException(
                    vf + " cannot be set: " + e.getMessage(), "see to the room in " + directory, e);
        }
    }

    private Path file(VfRef vf) {
        if (functions.stream().noneMatch(function -> function.equals(vf))) {
            throw new HostNetworkException(vf + " is none of " + functions, "see the configuration of " + pf());
        }
        return directory.resolve(vf.pf() + "." + vf.index() + ".json");
    }
}

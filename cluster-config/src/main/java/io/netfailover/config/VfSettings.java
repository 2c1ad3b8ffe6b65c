package io.netfailover.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code netfailover.vf}: the VFs of this host that VMs may have.
 *
 * @param standInDirectory for labs: PFs that are files in this directory instead of hardware
 */
public record VfSettings(List<Pool> pools, Optional<Path> standInDirectory) {
    private static final int MOST_VFS = 65_535;

    /**
     * @param pf the PF's link name
     * @param first index of the first VF that VMs may have
     * @param last index of the last one, not below {@code first}
     */
    public record Pool(String pf, int first, int last) {}

    static VfSettings read(SettingReader reader, Path directory) {
        List<Pool> pools = reader.each("vf.pfs", VfSettings::pool);
        Set<String> seen = new HashSet<>();
        for (Pool pool : pools) {
            if (!seen.add(pool.pf())) {
                throw reader.refused("vf.pfs", pool.pf() + " is there twice");
            }
        }
        return new VfSettings(
                pools, reader.optionalText("vf.stand-in-directory").map(directory::resolve));
    }

    private static Pool pool(SettingReader element) {
        int first = element.number("first", 0, MOST_VFS);
        return new Pool(LinkNames.read(element, "pf"), first, element.number("last", first, MOST_VFS));
    }
}

package io.netfailover.lab;

import io.netfailover.types.MacAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What a PF that is not there has set for a VF ({@link io.netfailover.migration.StandInPf}), as a person would set it. */
final class VfFile {
    static final MacAddress NO_MAC = new MacAddress(0);

    private VfFile() {}

    /** {@code ip link set PF vf INDEX mac MAC} of a VF with nothing else set. */
    static void setMac(Path directory, String pf, int index, MacAddress mac) {
        Path file = directory.resolve(pf + "." + index + ".json");
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(directory);
            Files.writeString(
                    draft,
                    "{\"mac\":\"" + mac + "\",\"vlan\":0,\"qos\":0,\"vlanProtocol\":\"802.1Q\",\"minTxRateMbps\":0,"
                            + "\"maxTxRateMbps\":0,\"spoofCheck\":null,\"trust\":null,\"linkState\":\"auto\"}");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LabException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}

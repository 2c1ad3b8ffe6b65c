package io.netfailover.campaign.fleet;

import io.netfailover.lab.Fleet;
import io.netfailover.lab.Leftovers;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether the memory of a guest is what the guest has written. QEMU without KVM finds dirty pages by its own software TLB and now and then
 * misses one while it migrates, the oftener the busier the machine: the guest's kernel then trips over old words in its lists and rings.
 */
final class SoundGuest {
    private static final Pattern DAMAGE =
            Pattern.compile("is not a head|list_(add|del) corruption|scheduling while atomic|kernel BUG at"
                    + "|unable to handle (page fault|kernel)|general protection fault|Bad page state");

    private SoundGuest() {}

    /** The first words of its kernel about it. */
    static Optional<String> damage(Fleet fleet) {
        for (int host = 0; host < 2; host++) {
            for (Path log : fleet.logs(host)) {
                Optional<String> line =
                        log.toString().endsWith("console") ? damage(Leftovers.text(log)) : Optional.empty();
                if (line.isPresent()) {
                    return line;
                }
            }
        }
        return Optional.empty();
    }

    /** @param console all that the guest's kernel has said */
    static Optional<String> damage(String console) {
        return console.lines().filter(line -> DAMAGE.matcher(line).find()).findFirst();
    }
}

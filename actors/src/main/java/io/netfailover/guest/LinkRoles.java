package io.netfailover.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the links of the running guest are to failover masters: told by the very script that udev runs, installed or not. */
final class LinkRoles {
    /** It reads some small files. */
    private static final long LIMIT_SECONDS = 10;

    private final Path sysfs;

    LinkRoles(Path sysfs) {
        this.sysfs = sysfs;
    }

    /** The role of each link. */
    enum Role {
        MASTER,
        PART,
        NONE
    }

    Map<String, Role> all() {
        Map<String, Role> roles = new TreeMap<>();
        try (Stream<Path> links = Files.list(sysfs.resolve("class/net"))) {
            links.map(link -> String.valueOf(link.getFileName())).forEach(link -> roles.put(link, role(link)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the links: " + e.getMessage(), e);
        }
        return roles;
    }

    /** The number by which udev knows the link; empty when it is gone. */
    Optional<String> index(String link) {
        try {
            return Optional.of(
                    Files.readString(sysfs.resolve("class/net").resolve(link).resolve("ifindex"))
                            .strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Role role(String link) {
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-s", "--", link).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("NETFAILOVER_SYSFS", sysfs.toString());
        try {
            Process script = builder.start();
            try (OutputStream in = script.getOutputStream()) {
                in.write(GuestFile.at(NetworkDaemon.Paths.LINK_ROLE).text().getBytes(StandardCharsets.UTF_8));
            }
            if (!script.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                script.destroyForcibly();
                throw new IOException("the script that tells the role of " + link + " does not end");
            }
            String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.contains("NETFAILOVER_LINK=master")
                    ? Role.MASTER
                    : said.contains("NETFAILOVER_LINK=part") ? Role.PART : Role.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

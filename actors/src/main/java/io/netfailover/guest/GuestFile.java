package io.netfailover.guest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A file that we give to a guest, or lines that we put into one of its own.
 *
 * @param path in the guest
 * @param text the whole file, or the lines
 * @param guard whether these are lines for a script that must be there already, behind its first line
 */
public record GuestFile(String path, String text, boolean guard) {
    static GuestFile at(String path) {
        Optional<String> whole = resource("files" + path);
        return new GuestFile(
                path,
                whole.or(() -> resource("guards" + path))
                        .orElseThrow(() -> new IllegalStateException("this program lacks its file for " + path)),
                whole.isEmpty());
    }

    /** Scripts are executable; a script that gets a guard stays as it was. */
    public boolean executable() {
        return text.startsWith("#!");
    }

    /** What the file has to hold, given what it holds; empty when it cannot be, since there is nothing to guard. */
    Optional<String> over(Optional<String> present) {
        if (!guard) {
            return Optional.of(text);
        }
        return present.map(script -> script.contains(text) ? script : guarded(script));
    }

    private String guarded(String script) {
        int body = script.startsWith("#!") ? script.indexOf('\n') + 1 : 0;
        return script.substring(0, body) + text + script.substring(body);
    }

    /** The script as it would be without the guard. */
    String without(String script) {
        return script.replace(text, "");
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = GuestFile.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.netfailover.hypervisor.domainxml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Changes of a text by its offsets, so that all else stays as it is; what is written looks like what is around it. */
final class Splices {
    private static final Pattern ONLY_COMMENTS = Pattern.compile("(?:\\s|<!--.*?-->)*");

    /** @param end exclusive; the same as start for an insertion */
    private record Splice(int start, int end, String replacement) {}

    private final String text;
    private final List<Splice> splices = new ArrayList<>();

    Splices(String text) {
        this.text = text;
    }

    /** In the order of their places; insertions at one place in the order in which they were asked for. */
    String result() {
        StringBuilder result = new StringBuilder();
        int at = 0;
        for (Splice splice :
                splices.stream().sorted(Comparator.comparingInt(Splice::start)).toList()) {
            result.append(text, at, splice.start()).append(splice.replacement());
            at = splice.end();
        }
        return result.append(text, at, text.length()).toString();
    }

    /** Sets an attribute, in the quotes that it has; nothing happens when it has that value. */
    void attribute(XmlElement element, String name, String value) {
        if (element.has(name, value)) {
            return;
        }
        Optional<Splice> place = place(element, name);
        if (place.isPresent()) {
            int quote = place.get().end() - 1;
            int start = text.lastIndexOf(text.charAt(quote), quote - 1) + 1;
            splices.add(new Splice(start, quote, escaped(value)));
        } else {
            int end = element.startTag().end() - (element.isSelfClosing() ? 2 : 1);
            while (Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            splices.add(new Splice(end, end, " " + name + "=" + quoted(value, quote(element))));
        }
    }

    void removeAttribute(XmlElement element, String name) {
        place(element, name).ifPresent(splices::add);
    }

    /** From the blanks before an attribute to behind its closing quote; taking that out removes it. */
    private Optional<Splice> place(XmlElement element, String name) {
        if (element.attribute(name).isEmpty()) {
            return Optional.empty();
        }
        int at = element.startTag().start() + 1 + element.name().length();
        while (true) {
            int equals = text.indexOf('=', at);
            int open = equals + 1;
            while (text.charAt(open) != '"' && text.charAt(open) != '\'') {
                open++;
            }
            int end = text.indexOf(text.charAt(open), open + 1) + 1;
            if (text.substring(at, equals).strip().equals(name)) {
                return Optional.of(new Splice(at, end, ""));
            }
            at = end;
        }
    }

    /** Puts an element in the place of the first child of its name, or behind the last child. */
    void child(XmlElement parent, String name, Markup element) {
        Optional<XmlElement> present = parent.child(name);
        XmlElement last = parent.children().get(parent.children().size() - 1);
        if (present.isPresent()) {
            splices.add(new Splice(
                    present.get().startTag().start(),
                    present.get().endTag().end(),
                    element.text(style(present.get()))));
        } else {
            after(last, element);
        }
    }

    /** Puts an element behind another, on a line of its own when that has one. */
    void after(XmlElement sibling, Markup element) {
        Style style = style(sibling);
        int at = sibling.endTag().end();
        if (style.ownLines()) {
            int lineEnd = text.indexOf('\n', at);
            int end = lineEnd > at && text.charAt(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
            if (end > at && ONLY_COMMENTS.matcher(text.substring(at, end)).matches()) {
                at = end; // a comment on the line belongs to what it follows
            }
        }
        splices.add(new Splice(at, at, style.newLine() + element.text(style)));
    }

    /**
     * How elements look beside one.
     *
     * @param newLine a line end and the indentation; empty where elements follow each other on a line
     * @param unit by how much children are indented further
     */
    record Style(String newLine, String unit, char quote) {
        boolean ownLines() {
            return !newLine.isEmpty();
        }

        Style inner() {
            return new Style(ownLines() ? newLine + unit : "", unit, quote);
        }
    }

    private Style style(XmlElement element) {
        int start = element.startTag().start();
        int lineStart = text.lastIndexOf('\n', start) + 1;
        String indent = text.substring(lineStart, start);
        if (lineStart == 0 || !indent.isBlank()) {
            return new Style("", "", quote(element));
        }
        boolean dos = lineStart > 1 && text.charAt(lineStart - 2) == '\r';
        return new Style((dos ? "\r\n" : "\n") + indent, indent.startsWith("\t") ? "\t" : "  ", quote(element));
    }

    private char quote(XmlElement element) {
        int equals = text.indexOf('=', element.startTag().start());
        String tag = text.substring(Math.max(equals, 0), Math.max(equals, 0) + 2);
        return tag.endsWith("\"") ? '"' : '\'';
    }

    static String quoted(String value, char quote) {
        return quote + escaped(value) + quote;
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("'", "&apos;")
                .replace("\"", "&quot;");
    }
}

package io.netfailover.hypervisor.domainxml;

/**
 * The tags of a well-formed text without document type, in order. The JDK's parser proves that it is well-formed and tells what is in it,
 * but its character offsets are wrong behind line ends, references and the ends of its buffer.
 */
final class XmlTags {
    private final String text;
    private int at;

    XmlTags(String text) {
        this.text = text;
    }

    /** The next tag, of a start, an end, or both. */
    XmlElement.Tag next() {
        while (true) {
            int start = text.indexOf('<', at);
            if (text.startsWith("<!--", start)) {
                at = after("-->", start + 4);
            } else if (text.startsWith("<![CDATA[", start)) {
                at = after("]]>", start + 9);
            } else if (text.startsWith("<?", start)) {
                at = after("?>", start + 2);
            } else {
                at = endOfTag(start);
                return new XmlElement.Tag(start, at);
            }
        }
    }

    private int after(String end, int from) {
        return text.indexOf(end, from) + end.length();
    }

    /** Values of attributes may contain {@code >}. */
    private int endOfTag(int start) {
        for (int i = start; ; i++) {
            char c = text.charAt(i);
            if (c == '>') {
                return i + 1;
            } else if (c == '"' || c == '\'') {
                i = text.indexOf(c, i + 1);
            }
        }
    }
}

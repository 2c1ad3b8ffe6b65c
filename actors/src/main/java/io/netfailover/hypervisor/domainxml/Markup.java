package io.netfailover.hypervisor.domainxml;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An element that is to be written.
 *
 * @param attributes in order: name, value, name, value
 */
record Markup(String name, List<Map.Entry<String, String>> attributes, List<Markup> children) {
    static Markup of(String name, List<Map.Entry<String, String>> attributes, Markup... children) {
        return new Markup(name, attributes, List.of(children));
    }

    /** Without indentation of its first line. */
    String text(Splices.Style style) {
        String start = "<" + name
                + attributes.stream()
                        .map(each -> " " + each.getKey() + "=" + Splices.quoted(each.getValue(), style.quote()))
                        .collect(Collectors.joining());
        if (children.isEmpty()) {
            return start + "/>";
        }
        Splices.Style inner = style.inner();
        return start + ">"
                + children.stream()
                        .map(child -> inner.newLine() + child.text(inner))
                        .collect(Collectors.joining())
                + style.newLine() + "</" + name + ">";
    }
}

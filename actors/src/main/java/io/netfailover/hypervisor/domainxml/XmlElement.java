package io.netfailover.hypervisor.domainxml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An element and where it stands in the text; offsets count characters. Elements and attributes of namespaces are not among those it tells. */
final class XmlElement {
    private final String name;
    private final Map<String, String> attributes;
    private final int line;
    private final Tag startTag;
    private final List<XmlElement> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Tag endTag;

    /** @param line from 1 on, where its start tag begins */
    XmlElement(String name, Map<String, String> attributes, int line, Tag startTag) {
        this.name = name;
        this.attributes = Map.copyOf(attributes);
        this.line = line;
        this.startTag = startTag;
        this.endTag = startTag;
    }

    /** From {@code <} to behind {@code >}. */
    record Tag(int start, int end) {}

    void add(XmlElement child) {
        children.add(child);
    }

    void addText(String more) {
        text.append(more);
    }

    /** @param tag its start tag when it is self-closing */
    void closeWith(Tag tag) {
        endTag = tag;
    }

    String name() {
        return name;
    }

    int line() {
        return line;
    }

    Tag startTag() {
        return startTag;
    }

    Tag endTag() {
        return endTag;
    }

    boolean isSelfClosing() {
        return endTag.equals(startTag);
    }

    /** Its own, without that of its children. */
    String text() {
        return text.toString().strip();
    }

    Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    boolean has(String attribute, String value) {
        return value.equals(attributes.get(attribute));
    }

    List<XmlElement> children() {
        return children;
    }

    List<XmlElement> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).toList();
    }

    Optional<XmlElement> child(String childName) {
        return children.stream().filter(child -> child.name.equals(childName)).findFirst();
    }

    /** An attribute of the first child of that name. */
    Optional<String> attribute(String childName, String attribute) {
        return child(childName).flatMap(child -> child.attribute(attribute));
    }
}

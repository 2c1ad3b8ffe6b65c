package io.netfailover.hypervisor.domainxml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One reading of the text: the JDK's parser tells what is there, {@link XmlTags} where. */
final class XmlReading {
    /** As libxml2, which libvirt reads with (xmlParserMaxDepth). */
    private static final int MAX_DEPTH = 256;

    private static final String NO_DOCTYPE = "remove the document type: definitions have none, and it is never read";

    private final String text;
    private final XmlTags tags;
    private final Deque<XmlElement> open = new ArrayDeque<>();
    private int line = 1;
    private int counted;
    private Optional<XmlElement> root = Optional.empty();

    private XmlReading(String text) {
        this.text = text;
        this.tags = new XmlTags(text);
    }

    /** Of UTF-8: libvirt reads nothing else, whatever is declared. */
    static String text(byte[] bytes) throws BadXmlException {
        if (bytes.length > DomainDocument.MAX_BYTES) {
            throw new BadXmlException(
                    1,
                    "it has more than " + DomainDocument.MAX_BYTES + " bytes",
                    "that is what libvirt takes of a definition");
        }
        return decode(bytes);
    }

    /** Its root. Neither document types nor what they refer to are read. */
    static XmlElement of(String text) throws BadXmlException {
        return new XmlReading(text).run();
    }

    private static String decode(byte[] bytes) throws BadXmlException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new BadXmlException(
                    line, "its bytes are no UTF-8, and libvirt reads nothing else", "save it as UTF-8");
        }
        return out.flip().toString();
    }

    private XmlElement run() throws BadXmlException {
        int mark = text.startsWith("\ufeff") ? 1 : 0;
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text.substring(mark)));
            while (reader.hasNext()) {
                take(reader, reader.next());
            }
        } catch (XMLStreamException e) {
            int where =
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
            throw new BadXmlException(where, "it is not well-formed: " + reason(e), "correct it there");
        }
        return root.orElseThrow(() -> new BadXmlException(1, "it is not well-formed: it is empty", "correct it there"));
    }

    private void take(XMLStreamReader reader, int event) throws BadXmlException {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> begin(reader);
            case XMLStreamConstants.END_ELEMENT -> end();
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                open.getFirst().addText(reader.getText());
            case XMLStreamConstants.DTD ->
                throw new BadXmlException(reader.getLocation().getLineNumber(), "it has a document type", NO_DOCTYPE);
            case XMLStreamConstants.ENTITY_REFERENCE ->
                throw new BadXmlException(
                        reader.getLocation().getLineNumber(),
                        "it refers to an entity: &" + reader.getLocalName() + ";",
                        "write what it stands for");
            default -> {}
        }
    }

    private void begin(XMLStreamReader reader) throws BadXmlException {
        XmlElement.Tag tag = tags.next();
        for (; counted < tag.start(); counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        if (open.size() == MAX_DEPTH) {
            throw new BadXmlException(line, "its elements are nested deeper than " + MAX_DEPTH, "no definition is");
        }
        boolean ours = reader.getNamespaceURI() == null;
        XmlElement element = new XmlElement(
                ours ? reader.getLocalName() : reader.getName().toString(), attributes(reader), line, tag);
        if (open.isEmpty()) {
            root = Optional.of(element);
        } else {
            open.getFirst().add(element);
        }
        open.push(element);
    }

    private void end() {
        XmlElement element = open.pop();
        boolean selfClosing = text.charAt(element.startTag().end() - 2) == '/';
        element.closeWith(selfClosing ? element.startTag() : tags.next());
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeNamespace(i) == null) {
                attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
        }
        return attributes;
    }

    /** The JDK puts the place before it, on a line of its own. */
    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int at = message.indexOf("Message: ");
        return (at < 0 ? message : message.substring(at + "Message: ".length())).replaceAll("\\s+", " ");
    }
}

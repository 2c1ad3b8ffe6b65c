package io.netfailover.hypervisor.domainxml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The characters of a file, a byte order mark included, and the way back to its bytes (appendix F of XML 1.0: a byte order mark, else the
 * declaration, else UTF-8).
 */
record XmlText(String text, Charset charset) {
    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml[^>]{1,80}encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)");
    private static final int DECLARATION_BYTES = 128;

    static XmlText decode(byte[] bytes) throws BadXmlException {
        if (bytes.length > DomainDocument.MAX_BYTES) {
            throw bad("it has " + bytes.length + " bytes", "libvirt takes up to " + DomainDocument.MAX_BYTES);
        }
        Charset charset = charset(bytes);
        XmlText decoded;
        try {
            decoded = new XmlText(
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString(),
                    charset);
        } catch (CharacterCodingException e) {
            throw bad("its bytes are no " + charset, "save it as UTF-8, or correct its encoding declaration");
        }
        if (!Arrays.equals(decoded.encode(decoded.text), bytes)) {
            throw bad("its bytes are an unusual form of " + charset, "save it as UTF-8");
        }
        return decoded;
    }

    /** @throws BadXmlException when a character cannot be written in this file's encoding */
    byte[] encode(String changed) throws BadXmlException {
        try {
            ByteBuffer encoded = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(changed));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw bad("a character of it cannot be written as " + charset, "save it as UTF-8");
        }
    }

    private static Charset charset(byte[] bytes) throws BadXmlException {
        if (startsWith(bytes, 0xfe, 0xff)) {
            return StandardCharsets.UTF_16BE;
        } else if (startsWith(bytes, 0xff, 0xfe)) {
            return StandardCharsets.UTF_16LE;
        } else if (startsWith(bytes, 0xef, 0xbb, 0xbf)) {
            return StandardCharsets.UTF_8;
        }
        String beginning = new String(bytes, 0, Math.min(bytes.length, DECLARATION_BYTES), StandardCharsets.ISO_8859_1);
        Matcher declared = DECLARED.matcher(beginning);
        if (!declared.find()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(declared.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw bad("its encoding " + declared.group(1) + " is not known", "save it as UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (bytes.length <= i || (bytes[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static BadXmlException bad(String message, String advice) {
        return new BadXmlException(1, message, advice);
    }
}

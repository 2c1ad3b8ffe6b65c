package io.netfailover.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value read without jackson-databind, whose loading would cost as much as the rest of the program. What is absent reads as null, so
 * that an older client understands a newer daemon and the reverse.
 *
 * @param value Map, List, String, Number, Boolean or null
 */
record Json(@Nullable Object value) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Json NULL = new Json(null);
    private static final Pattern FINER_THAN_MILLIS = Pattern.compile("([.][0-9]{3})[0-9]+Z$");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

    /** @throws IOException when {@code text} is not one JSON value */
    static Json parse(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            parser.nextToken();
            Json json = new Json(read(parser));
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON value");
            }
            return json;
        }
    }

    /** An object of strings, numbers, booleans, lists and objects. */
    static String object(Map<String, ?> members) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                generator.writeFieldName(String.valueOf(member.getKey()));
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof Iterable<?> elements) {
            generator.writeStartArray();
            for (Object element : elements) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else {
            generator.writeObject(value);
        }
    }

    /** The member at the end of a path of names; a JSON null where any of them is missing. */
    Json at(String... names) {
        Json json = this;
        for (String name : names) {
            json = json.value instanceof Map<?, ?> members && members.get(name) != null
                    ? new Json(members.get(name))
                    : NULL;
        }
        return json;
    }

    boolean isNull() {
        return value == null;
    }

    /**
     * Strings as they are, numbers and booleans as JSON writes them, null as {@code -}. Control characters become question marks: a link's
     * alias may hold any, and must not move the cursor of whoever looks at it.
     */
    String text() {
        return value == null ? "-" : CONTROL.matcher(value.toString()).replaceAll("?");
    }

    /** {@link #text()} of a member. */
    String text(String... names) {
        return at(names).text();
    }

    /** A time as people read it: to the millisecond. */
    String time(String... names) {
        return FINER_THAN_MILLIS.matcher(text(names)).replaceFirst("$1Z");
    }

    Optional<String> optional(String... names) {
        Json json = at(names);
        return json.isNull() ? Optional.empty() : Optional.of(json.text());
    }

    boolean is(String... names) {
        return Boolean.TRUE.equals(at(names).value);
    }

    /** 0 where there is no number. */
    double number(String... names) {
        return at(names).value instanceof Number number ? number.doubleValue() : 0;
    }

    /** 0 where there is no number. */
    long count(String... names) {
        return at(names).value instanceof Number number ? number.longValue() : 0;
    }

    List<Json> list(String... names) {
        return at(names).value instanceof List<?> elements
                ? elements.stream().map(Json::new).toList()
                : List.of();
    }

    /** Members in their order; empty when this is no object. */
    Map<String, Json> members() {
        Map<String, Json> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), new Json(member)));
        }
        return members;
    }

    private static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("no JSON value");
        }
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(read(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("no JSON value: " + token);
        };
    }
}

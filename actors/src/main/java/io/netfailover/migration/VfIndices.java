package io.netfailover.migration;

import io.netfailover.types.VfRef;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Which VFs of a PF are meant, as configuration says it: {@code 0-3,6}; {@code all} for all that there are. */
public record VfIndices(String text) {
    private static final String ALL = "all";
    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,4})(?:-(\\d{1,4}))?\\s*");

    public VfIndices {
        indices(text);
    }

    /** Those of the functions that are meant. An index without VF is no error: VFs can be made later. */
    public List<VfRef> of(List<VfRef> functions) {
        if (text.equals(ALL)) {
            return functions;
        }
        TreeSet<Integer> meant = indices(text);
        return functions.stream().filter(vf -> meant.contains(vf.index())).toList();
    }

    private static TreeSet<Integer> indices(String text) {
        TreeSet<Integer> indices = new TreeSet<>();
        if (text.equals(ALL)) {
            return indices;
        }
        for (String part : text.split(",", -1)) {
            Matcher range = PART.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException("'" + text + "' names no VFs: write 0-3,6 or all");
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first > last) {
                throw new IllegalArgumentException("'" + text + "' names no VFs: " + part.strip() + " goes backwards");
            }
            IntStream.rangeClosed(first, last).forEach(indices::add);
        }
        return indices;
    }

    @Override
    public String toString() {
        return text;
    }
}

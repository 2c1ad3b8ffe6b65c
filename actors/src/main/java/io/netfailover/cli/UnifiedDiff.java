package io.netfailover.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code diff -u} says of two texts, for {@code patch}: lines keep the carriage returns that they have. */
final class UnifiedDiff {
    private static final int CONTEXT_LINES = 3;
    private static final String UNENDED = "\n\\ No newline at end of file";

    private UnifiedDiff() {}

    /** Empty when both are the same. */
    static String of(String file, String before, String after) {
        List<String> old = lines(before);
        StringBuilder text = new StringBuilder();
        UnifiedDiffUtils.generateUnifiedDiff(file, file, old, DiffUtils.diff(old, lines(after)), CONTEXT_LINES)
                .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** A last line without end differs from one with, and has its mark with it. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        String last = lines.remove(lines.size() - 1);
        if (!last.isEmpty()) {
            lines.add(last + UNENDED);
        }
        return lines;
    }
}

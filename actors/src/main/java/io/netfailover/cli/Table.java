package io.netfailover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns as wide as their widest cell, two blanks between them, none at the end of a line. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final UnaryOperator<String> paint;

    /** @param paint adds colour to a cell without changing its width on the screen */
    Table(UnaryOperator<String> paint, String... heading) {
        this.paint = paint;
        rows.add(List.of(heading));
    }

    Table(String... heading) {
        this(UnaryOperator.identity(), heading);
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] width = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                width[i] = Math.max(width[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                text.append(paint.apply(cell));
                if (i < columns - 1) {
                    text.append(" ".repeat(width[i] - cell.length() + 2));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }
}

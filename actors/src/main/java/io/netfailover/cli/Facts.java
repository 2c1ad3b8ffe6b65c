package io.netfailover.cli;

/** Lines of a subject and what is so about it, aligned. */
final class Facts {
    private static final int SUBJECT_WIDTH = 13;

    private final StringBuilder text = new StringBuilder();

    void add(String subject, String fact) {
        text.append(subject)
                .append(" ".repeat(Math.max(1, SUBJECT_WIDTH - subject.length())))
                .append(fact)
                .append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}

package io.netfailover.journal;

/** A newer netfailover wrote this; nothing was changed. */
public final class NewerJournalException extends JournalException {
    private final String what;

    public NewerJournalException(String what) {
        super(sentence(what));
        this.what = what;
    }

    public NewerJournalException(String what, Throwable cause) {
        super(sentence(what), cause);
        this.what = what;
    }

    /** The thing that this version does not know, without the advice. */
    String what() {
        return what;
    }

    private static String sentence(String what) {
        return what
                + ": a newer netfailover wrote this journal; nothing was changed. Start that version or a later one";
    }
}

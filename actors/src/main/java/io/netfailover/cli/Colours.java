package io.netfailover.cli;

/** The few words whose meaning an operator should see at a glance. */
final class Colours {
    private Colours() {}

    static String paint(String word) {
        return switch (word) {
            case "up", "active", "primary", "ready", "completed", "done", "free" -> coloured(32, word);
            case "standby", "creating", "destroying", "starting", "running", "undoing", "reserved" ->
                coloured(33, word);
            case "down",
                    "none",
                    "missing",
                    "not synced",
                    "degraded",
                    "rolled-back",
                    "refused",
                    "lost",
                    "failed",
                    "timed-out" -> coloured(31, word);
            default -> word;
        };
    }

    /** ECMA-48 select graphic rendition: 31 red, 32 green, 33 yellow. */
    private static String coloured(int rendition, String word) {
        return "\u001b[" + rendition + "m" + word + "\u001b[0m";
    }
}

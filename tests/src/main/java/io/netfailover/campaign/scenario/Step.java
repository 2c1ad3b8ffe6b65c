package io.netfailover.campaign.scenario;

/**
 * One thing done to both masters: {@code cut primary}, {@code mtu master 1400}.
 *
 * @param value empty where the verb needs none
 */
record Step(Verb verb, Role role, String value) {
    /** @throws IllegalArgumentException for what is no step */
    static Step parse(String text) {
        String[] words = text.strip().split(" +", -1);
        if (words.length < 2 || words.length > 3) {
            throw new IllegalArgumentException("no step: '" + text + "'");
        }
        return new Step(Verb.parse(words[0]), Role.parse(words[1]), words.length == 3 ? words[2] : "");
    }

    static Step of(Verb verb, Role role) {
        return new Step(verb, role, "");
    }

    @Override
    public String toString() {
        return (verb.word() + " " + role.word() + " " + value).strip();
    }
}

package io.netfailover.netlink;

/** Classifiers that can say "every frame". */
public enum Classifier {
    /** cls_u32 with a key whose mask is empty: in every kernel with traffic control. Adding one puts a second one behind the first. */
    U32("u32"),
    /** cls_matchall: not in every kernel (ENOENT then). There is one for each priority, and adding a second one is EEXIST. */
    MATCHALL("matchall");

    private final String kind;

    Classifier(String kind) {
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}

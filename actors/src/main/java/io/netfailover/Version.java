package io.netfailover;

import java.util.Objects;

/** The version that the build wrote into the jar's manifest. */
final class Version {
    static final String TEXT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}

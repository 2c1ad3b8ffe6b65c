package io.netfailover.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;

/** The rules of the house (the arrows between its rooms) in a form that the build can check. */
final class HouseRules {
    private static final String[] WALLS = {
        "io.netfailover.netlink..", "io.netfailover.bpf..", "io.netfailover.os..", "io.netfailover.hypervisor.libvirt.."
    };
    private static final String[] NETLINK_IO = {
        "io.netfailover.types..", "io.netfailover.netlink..", "io.netfailover.bpf..", "io.netfailover.os.."
    };
    private static final String DOMAIN_XML = "io.netfailover.hypervisor.domainxml..";
    private static final String OURS = "io.netfailover..";

    /** Programs and labs are no product code: they measure with the clock of the machine and wait for it. */
    static final String[] PROGRAMS = {
        "io.netfailover.lab..", "io.netfailover.demo..", "io.netfailover.bench..", "io.netfailover.campaign.."
    };

    /** Where {@code main} begins, the one real clock is made. */
    private static final List<String> ENTRANCES = List.of("io.netfailover.Daemon", "io.netfailover.cli.Cli");

    static final ArchRule TYPES_DEPEND_ON_NOTHING = only("io.netfailover.types..", "io.netfailover.types..");

    static final ArchRule NETLINK_IO_STANDS_ALONE = noClasses()
            .that()
            .resideInAnyPackage(NETLINK_IO)
            .should()
            .dependOnClassesThat(oursOutside(NETLINK_IO).or(resideInAnyPackage("akka..", "scala..")))
            .because("netlink-io never sees Akka nor any other module");

    static final ArchRule THE_JOURNAL_SEES_ONLY_TYPES =
            only("io.netfailover.journal..", "io.netfailover.journal..", "io.netfailover.types..");

    static final ArchRule CONFIGURATION_NEVER_SEES_ACTORS =
            only("io.netfailover.config..", "io.netfailover.config..", "io.netfailover.types..");

    static final ArchRule ACTORS_DO_NOT_KNOW_THEIR_VIEWS = noClasses()
            .that()
            .resideInAPackage("io.netfailover.actors..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netfailover.jmx..", "io.netfailover.api..", "io.netfailover.cli..")
            .because("jmx and api depend on actors, never the other way round");

    static final ArchRule EFFECTS_DO_NOT_KNOW_ACTORS = noClasses()
            .that()
            .resideInAnyPackage("io.netfailover.datapath..", "io.netfailover.hypervisor..", "io.netfailover.guest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.netfailover.actors..",
                    "io.netfailover.jmx..",
                    "io.netfailover.api..",
                    "io.netfailover.cli..",
                    "akka..")
            .because("actors depend on datapath, hypervisor and guest");

    static final ArchRule THE_LIBRARY_NEEDS_NO_ACTORS = noClasses()
            .that()
            .resideInAPackage("io.netfailover.library..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "akka..", "scala..", "io.netfailover.api..", "io.netfailover.jmx..", "io.netfailover.cli..")
            .because("other programs make masters without an actor system");

    static final ArchRule ERRNO_STAYS_BEHIND_THE_WALLS = noClasses()
            .that()
            .resideOutsideOfPackages(WALLS)
            .should()
            .dependOnClassesThat(named("io.netfailover.os.Errno")
                    .or(named("io.netfailover.os.Libc"))
                    .or(resideInAnyPackage("jnr..")))
            .because("errors above netlink, bpf and os carry names and texts, no numbers");

    static final ArchRule ACTORS_AND_JMX_NEVER_BLOCK = noClasses()
            .that()
            .resideInAnyPackage("io.netfailover.actors..", "io.netfailover.jmx..")
            .should()
            .accessTargetWhere(calls(assignableTo(Future.class), "get", "join")
                    .or(calls(named("scala.concurrent.Await$").or(named("scala.concurrent.Await")), "result", "ready"))
                    .or(calls(assignableTo(Thread.class), "sleep", "join"))
                    .or(calls(assignableTo(CountDownLatch.class), "await"))
                    .or(waitsForAMonitor()))
            .because("nothing waits on an actor's thread, nor does a JMX getter for an actor");

    static final ArchRule TIME_COMES_FROM_ONE_CLOCK = noClasses()
            .that(not(resideInAnyPackage(PROGRAMS)))
            .should()
            .accessTargetWhere(calls(named("java.time.Instant"), "now")
                    .or(calls(named("java.lang.System"), "currentTimeMillis"))
                    .or(madeOutsideTheEntrances()))
            .because("time is a parameter: a Clock that the entrance of a program makes");

    static final ArchRule DEFINITIONS_ARE_JUDGED_ANYWHERE =
            only(DOMAIN_XML, DOMAIN_XML, "io.netfailover.types..").because("the command line does so without a daemon");

    static final ArchRule THE_CLI_STARTS_FAST = noClasses()
            .that()
            .resideInAPackage("io.netfailover.cli..")
            .should()
            .dependOnClassesThat(oursOutside(
                            "io.netfailover.cli..", "io.netfailover.guest..", "io.netfailover.types..", DOMAIN_XML)
                    .or(resideInAnyPackage(
                            "akka..", "scala..", "jnr..", "org.eclipse.jetty..", "com.typesafe..", "org.slf4j..")))
            .because("the command line loads neither Akka nor JNR nor Jetty");

    static final ArchRule GUEST_CONFIGURATION_IS_PLAIN_FILES = noClasses()
            .that()
            .resideInAPackage("io.netfailover.guest..")
            .should()
            .dependOnClassesThat(resideOutsideOfPackages("io.netfailover.guest..", "java..", "org.jspecify.."))
            .because("the command line configures guests without a daemon, and starts fast");

    private HouseRules() {}

    static List<ArchRule> all() {
        return List.of(
                TYPES_DEPEND_ON_NOTHING,
                NETLINK_IO_STANDS_ALONE,
                THE_JOURNAL_SEES_ONLY_TYPES,
                CONFIGURATION_NEVER_SEES_ACTORS,
                ACTORS_DO_NOT_KNOW_THEIR_VIEWS,
                EFFECTS_DO_NOT_KNOW_ACTORS,
                THE_LIBRARY_NEEDS_NO_ACTORS,
                ERRNO_STAYS_BEHIND_THE_WALLS,
                ACTORS_AND_JMX_NEVER_BLOCK,
                TIME_COMES_FROM_ONE_CLOCK,
                DEFINITIONS_ARE_JUDGED_ANYWHERE,
                GUEST_CONFIGURATION_IS_PLAIN_FILES,
                THE_CLI_STARTS_FAST);
    }

    /** Of our own packages, {@code room} depends only on {@code allowed}. */
    private static ArchRule only(String room, String... allowed) {
        return noClasses().that().resideInAPackage(room).should().dependOnClassesThat(oursOutside(allowed));
    }

    private static DescribedPredicate<JavaClass> oursOutside(String... packages) {
        return resideInAnyPackage(OURS).and(resideOutsideOfPackages(packages));
    }

    private static DescribedPredicate<JavaClass> named(String fullName) {
        return name(fullName).<JavaClass>forSubtype();
    }

    /** Method references count as calls. */
    private static DescribedPredicate<JavaAccess<?>> calls(
            DescribedPredicate<? super JavaClass> owner, String... methods) {
        return describe(
                "calls " + owner.getDescription() + " " + String.join("/", methods),
                access -> owner.test(access.getTargetOwner())
                        && List.of(methods).contains(access.getTarget().getName()));
    }

    /** {@link Object#wait()} and its siblings, not other methods of that name. */
    private static DescribedPredicate<JavaAccess<?>> waitsForAMonitor() {
        return describe("waits for a monitor", access -> {
            List<JavaClass> parameters = access.getTarget() instanceof CodeUnitAccessTarget target
                    ? target.getRawParameterTypes()
                    : List.of();
            return access.getTarget().getName().equals("wait")
                    && (parameters.isEmpty() || parameters.get(0).isEquivalentTo(long.class));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> madeOutsideTheEntrances() {
        return describe(
                "make a clock",
                access -> access.getTargetOwner().isEquivalentTo(Clock.class)
                        && access.getTarget().getName().startsWith("system")
                        && !ENTRANCES.contains(access.getOriginOwner().getFullName()));
    }
}

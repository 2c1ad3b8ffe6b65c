package io.netfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The product keeps the rules of the house, and each rule convicts a class that was planted to break it. */
class ArchitectureTest {
    private static final Map<Class<?>, ArchRule> PLANTED = Map.ofEntries(
            Map.entry(io.netfailover.types.planted.KnowsTheJournal.class, HouseRules.TYPES_DEPEND_ON_NOTHING),
            Map.entry(io.netfailover.netlink.planted.KnowsAkka.class, HouseRules.NETLINK_IO_STANDS_ALONE),
            Map.entry(io.netfailover.journal.planted.KnowsNetlink.class, HouseRules.THE_JOURNAL_SEES_ONLY_TYPES),
            Map.entry(io.netfailover.config.planted.KnowsActors.class, HouseRules.CONFIGURATION_NEVER_SEES_ACTORS),
            Map.entry(io.netfailover.actors.planted.KnowsTheApi.class, HouseRules.ACTORS_DO_NOT_KNOW_THEIR_VIEWS),
            Map.entry(io.netfailover.datapath.planted.KnowsActors.class, HouseRules.EFFECTS_DO_NOT_KNOW_ACTORS),
            Map.entry(io.netfailover.library.planted.KnowsAkka.class, HouseRules.THE_LIBRARY_NEEDS_NO_ACTORS),
            Map.entry(io.netfailover.actors.planted.ReadsErrno.class, HouseRules.ERRNO_STAYS_BEHIND_THE_WALLS),
            Map.entry(io.netfailover.datapath.planted.CallsLibc.class, HouseRules.ERRNO_STAYS_BEHIND_THE_WALLS),
            Map.entry(io.netfailover.actors.planted.WaitsForAFuture.class, HouseRules.ACTORS_AND_JMX_NEVER_BLOCK),
            Map.entry(io.netfailover.actors.planted.WaitsForAMonitor.class, HouseRules.ACTORS_AND_JMX_NEVER_BLOCK),
            Map.entry(io.netfailover.jmx.planted.AwaitsAScalaFuture.class, HouseRules.ACTORS_AND_JMX_NEVER_BLOCK),
            Map.entry(io.netfailover.actors.planted.ReadsTheClock.class, HouseRules.TIME_COMES_FROM_ONE_CLOCK),
            Map.entry(io.netfailover.guest.planted.ReadsJson.class, HouseRules.GUEST_CONFIGURATION_IS_PLAIN_FILES),
            Map.entry(
                    io.netfailover.hypervisor.domainxml.planted.KnowsTheHypervisor.class,
                    HouseRules.DEFINITIONS_ARE_JUDGED_ANYWHERE),
            Map.entry(io.netfailover.cli.planted.LoadsAkka.class, HouseRules.THE_CLI_STARTS_FAST),
            Map.entry(io.netfailover.cli.planted.LoadsJnrThroughNetlink.class, HouseRules.THE_CLI_STARTS_FAST));

    @TestFactory
    Stream<DynamicTest> theProductKeeps() {
        JavaClasses product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.netfailover");
        assertThat(product.size()).isGreaterThan(50);
        return HouseRules.all().stream()
                .map(rule -> dynamicTest(
                        rule.getDescription(), () -> rule.allowEmptyShould(true).check(product)));
    }

    @TestFactory
    Stream<DynamicTest> convicts() {
        return PLANTED.entrySet().stream()
                .map(planted -> dynamicTest(
                        planted.getKey().getName(),
                        () -> assertThat(planted.getValue()
                                        .evaluate(new ClassFileImporter().importClasses(planted.getKey()))
                                        .hasViolation())
                                .isTrue()));
    }

    @Test
    void everyRuleHasAPlantedViolation() {
        Set<ArchRule> tried = new HashSet<>(PLANTED.values());

        assertThat(List.copyOf(HouseRules.all())).allMatch(tried::contains);
    }
}

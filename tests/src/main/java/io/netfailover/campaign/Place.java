package io.netfailover.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfailover.lab.Command;
import io.netfailover.lab.Guest;
import io.netfailover.lab.GuestSpec;
import io.netfailover.lab.LabException;
import java.time.Duration;

/** Where links are changed and compared. */
interface Place extends AutoCloseable {
    Round round(long seed, int changes, String plant);

    @Override
    void close();

    /** Namespaces of this machine, fresh ones for each round. */
    static Place host() {
        return new Place() {
            @Override
            public Round round(long seed, int changes, String plant) {
                try (Ground here = Ground.make("links");
                        Ground there = Ground.make("beyond");
                        Site home = Site.named(here.namespace());
                        Site beyond = Site.named(there.namespace())) {
                    return new LinkDifferential(home, beyond, plant).run(seed, changes);
                }
            }

            @Override
            public void close() {
                // each round's namespace has gone with it
            }
        };
    }

    /** A guest with Linux 6.1, where there are bonds, teams, VLANs, dummies and a simulated PF with VFs; our program runs in its JVM. */
    static Place guest() {
        Guest guest = Guest.boot(GuestSpec.bare().withNetdevsim().withJava());
        guest.run("modprobe netdevsim; echo '1 1' >/sys/bus/netdevsim/new_device"
                        + " && echo 4 >/sys/bus/netdevsim/devices/netdevsim1/sriov_numvfs")
                .orFail();
        return new Place() {
            @Override
            public Round round(long seed, int changes, String plant) {
                Command.Outcome outcome = guest.startJava(
                                LinkDifferential.class, Long.toString(seed), Integer.toString(changes), plant)
                        .await(Duration.ofMinutes(20));
                try {
                    return new ObjectMapper().readValue(outcome.orFail().out(), Round.class);
                } catch (JsonProcessingException e) {
                    throw new LabException("the guest said " + outcome.said(), e);
                }
            }

            @Override
            public void close() {
                guest.close();
            }
        };
    }
}

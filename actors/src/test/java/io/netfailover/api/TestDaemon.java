package io.netfailover.api;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import com.typesafe.config.ConfigFactory;
import io.netfailover.actors.AlarmCondition;
import io.netfailover.actors.Alarms;
import io.netfailover.actors.Boards;
import io.netfailover.actors.HostGuardian;
import io.netfailover.actors.HostServices;
import io.netfailover.actors.Inventory;
import io.netfailover.actors.MasterProtocol.Outcome;
import io.netfailover.actors.Netdev;
import io.netfailover.actors.StatusBoard;
import io.netfailover.actors.TestHost;
import io.netfailover.config.Logging;
import io.netfailover.config.NetfailoverHome;
import io.netfailover.config.Settings;
import io.netfailover.journal.HostJournal;
import io.netfailover.journal.JournalReader;
import io.netfailover.netlink.Link;
import io.netfailover.netlink.ReceiverStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What API and JMX see of a daemon: a board, a real journal with the appearance of some links, and an inventory that answers by script. */
public final class TestDaemon implements AutoCloseable {
    private static final String QUIET = """
            akka.loglevel = OFF
            akka.stdout-loglevel = OFF
            akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
            """;

    public final StatusBoard board = new StatusBoard();
    final BlockingQueue<Inventory.Command> asked = new LinkedBlockingQueue<>();
    volatile StatusReply<Outcome> answer = StatusReply.success(Outcome.CREATED);
    private final Path directory;
    private final HostJournal journal;
    private final JournalReader reader;
    private final ActorSystem<HostGuardian.Command> system;
    private final DaemonView view;

    /** @param directory short, since a socket's path has at most 107 bytes */
    public TestDaemon(Path directory, String configuration, Link... journalled) throws IOException {
        Logging.setLevel("ROOT", Settings.Level.ERROR);
        this.directory = directory;
        NetfailoverHome home = NetfailoverHome.under(directory);
        Files.createDirectories(home.run());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.configFile(), configuration);
        Settings settings = Settings.load(home, Optional.empty());
        journal = HostJournal.open(home.state().resolve("journal"));
        reader = journal.reader();
        HostServices host = new HostServices(
                TestHost.IDENTITY,
                board,
                InstantSource.fixed(TestHost.NOW),
                Runnable::run,
                Duration.ofSeconds(10),
                "host-journal",
                "host-snapshots",
                100,
                true);
        system = ActorSystem.create(
                guardian(host, List.of(journalled)),
                "host",
                ConfigFactory.load(ConfigFactory.parseString(QUIET).withFallback(journal.config())));
        view = new DaemonView(
                settings,
                "1.2.3",
                TestHost.NOW.minusSeconds(60),
                host,
                system,
                reader,
                () -> new ReceiverStatistics(1, 2, 3, 4, 5, 6, 7, 8, 0, 212992),
                Optional.empty());
        TestHost.eventuallyEquals(() -> board.netdevs().size(), journalled.length);
    }

    private Behavior<HostGuardian.Command> guardian(HostServices host, List<Link> journalled) {
        return Behaviors.setup(context -> {
            for (Link link : journalled) {
                context.spawn(
                        Netdev.journalled(
                                TestHost.IDENTITY.key(link),
                                Optional.of(link),
                                host,
                                context.getSystem().ignoreRef()),
                        link.name());
            }
            ActorRef<Alarms.Command> alarms = context.spawn(Alarms.create(host), "alarms");
            return Behaviors.receive(HostGuardian.Command.class)
                    .onMessage(HostGuardian.ToAlarms.class, message -> {
                        alarms.tell(message.command());
                        return Behaviors.same();
                    })
                    .onMessage(HostGuardian.ToInventory.class, message -> {
                        asked.add(message.command());
                        reply(message.command());
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private void reply(Inventory.Command command) {
        if (command instanceof Inventory.CreateMaster create) {
            create.replyTo().tell(answer);
        } else if (command instanceof Inventory.DestroyMaster destroy) {
            destroy.replyTo().tell(answer);
        } else if (command instanceof Inventory.SetPolicy set) {
            set.replyTo().tell(answer);
        } else if (command instanceof Inventory.ConfirmMaster confirm) {
            confirm.replyTo().tell(answer);
        }
    }

    /** The alarm stands from now on. */
    public void raise(AlarmCondition condition) {
        system.tell(new HostGuardian.ToAlarms(Boards.judged(condition)));
        TestHost.eventuallyEquals(() -> board.alarms().size(), 1);
    }

    public DaemonView view() {
        return view;
    }

    /** The same daemon on a host that has a part in migrations. */
    public DaemonView viewWith(Migrations migrations) {
        return new DaemonView(
                view.settings(),
                view.version(),
                view.startedAt(),
                view.host(),
                view.system(),
                view.journal(),
                view.receiver(),
                Optional.of(migrations));
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        return system.systemActorOf(behavior, name, Props.empty());
    }

    Path socket() {
        return view.settings().api().socket();
    }

    @Override
    public void close() throws IOException {
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
        reader.close();
        journal.close();
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

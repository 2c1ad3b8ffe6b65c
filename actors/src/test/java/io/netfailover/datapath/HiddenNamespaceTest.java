package io.netfailover.datapath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfailover.netlink.Link;
import io.netfailover.netlink.LinkListener;
import io.netfailover.netlink.RouteSocket;
import io.netfailover.os.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HiddenNamespaceTest {
    private FailoverLab lab;
    private RouteSocket guest;
    private HiddenNamespace hidden;
    private Link link;
    private final List<String> told = new ArrayList<>();
    private final LinkListener listener = new LinkListener() {
        @Override
        public void linkChanged(Link changed) {
            told.add("changed " + changed.name());
        }

        @Override
        public void linkRemoved(Link removed) {
            told.add("removed " + removed.name());
        }

        @Override
        public void pictureLost(String reason) {
            told.add(reason);
        }
    };

    @BeforeEach
    void build() {
        lab = new FailoverLab();
        guest = lab.guestRoutes();
        hidden = HiddenNamespace.beside(guest.netnsCookie());
        link = lab.guestLink("ens11");
    }

    @AfterEach
    void tearDown() {
        hidden.close();
        guest.close();
        lab.close();
    }

    @Test
    void aLinkKeepsItsIndexInsideAndComesBackWithIt() {
        hidden.take(guest, link.ifIndex());
        assertThat(hidden.has(link.ifIndex())).isTrue();
        assertThat(guest.link(link.ifIndex())).isEmpty();
        assertThat(hidden.with(guest.dumpLinks()))
                .filteredOn(found -> found.ifIndex().equals(link.ifIndex()))
                .extracting(Link::name)
                .containsExactly("ens11");

        giveBack();
        assertThat(lab.guestLink("ens11").ifIndex()).isEqualTo(link.ifIndex());
        assertThat(hidden.has(link.ifIndex())).isFalse();
        hidden.removeIfEmpty();
        assertThat(lab.hasHiddenNamespace()).isFalse();
    }

    @Test
    void aLinkWhoseIndexAnotherOneHasGotStaysInside() {
        hidden.take(guest, link.ifIndex());
        lab.inGuest("link add other index " + link.ifIndex() + " type bridge");
        assertThatThrownBy(this::giveBack)
                .isInstanceOf(DataPathException.class)
                .hasMessageContaining("other has got its index");
        assertThat(hidden.has(link.ifIndex())).isTrue();
        hidden.removeIfEmpty();
        assertThat(lab.hasHiddenNamespace()).isTrue();

        lab.inGuest("link del other");
        giveBack();
    }

    @Test
    void aMoveIsNoNewsAndAnUnplugIs() {
        LinkListener outside = hidden.outside(listener);
        LinkListener inside = hidden.inside(listener);
        hidden.take(guest, link.ifIndex());
        outside.linkRemoved(link);
        inside.linkChanged(link);
        giveBack();
        inside.linkChanged(link); // what was queued is told late
        inside.linkRemoved(link);
        outside.linkChanged(link);
        assertThat(told).containsExactly("changed ens11", "changed ens11");

        told.clear();
        hidden.take(guest, link.ifIndex());
        lab.unplugPrimary();
        inside.linkRemoved(link);
        assertThat(told).containsExactly("removed ens11");
        assertThat(hidden.has(link.ifIndex())).isFalse();
    }

    @Test
    void whoAttendsIsInsideAsLongAsThereIsAnInside() {
        List<Long> opened = new ArrayList<>();
        List<String> closed = new ArrayList<>();
        hidden.attend(() -> {
            opened.add(NetworkNamespace.currentCookie());
            return () -> closed.add("closed");
        });
        assertThat(opened).isEmpty();
        hidden.take(guest, link.ifIndex());
        assertThat(opened).hasSize(1).doesNotContain(guest.netnsCookie());
        giveBack();
        assertThat(closed).isEmpty();
        hidden.removeIfEmpty();
        assertThat(closed).hasSize(1);
        hidden.take(guest, link.ifIndex());
        assertThat(opened).as("the next namespace").hasSize(2);
    }

    private void giveBack() {
        lab.guest().run(() -> hidden.giveBack(guest, link.ifIndex()));
    }
}

package io.netfailover.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciSlotsTest {
    @TempDir
    Path directory;

    private void slot(String name, String address) throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve(name)).resolve("address"), address + "\n");
    }

    @Test
    void aFunctionIsInTheSlotOfItsDevice() throws IOException {
        slot("2", "0000:00:02");
        slot("4101", "a5b2:00:02");

        assertThat(new PciSlots(directory).nameOf("a5b2:00:02.0")).contains("4101");
        assertThat(new PciSlots(directory).nameOf("0000:00:02.7")).contains("2");
    }

    @Test
    void aFunctionOutsideAllSlotsHasNone() throws IOException {
        slot("2", "0000:00:02");

        assertThat(new PciSlots(directory).nameOf("0000:00:03.0")).isEmpty();
        assertThat(new PciSlots(directory.resolve("absent")).nameOf("0000:00:02.0"))
                .isEmpty();
    }
}

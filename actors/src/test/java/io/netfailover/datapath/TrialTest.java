package io.netfailover.datapath;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with a lab and a master on trial in it, which is not established yet. */
abstract class TrialTest {
    @TempDir
    Path temporary;

    FailoverLab lab;
    MasterOnTrial trial;

    @BeforeEach
    void build() {
        lab = new FailoverLab();
        trial = new MasterOnTrial(lab, temporary.resolve("bpf"));
    }

    @AfterEach
    void tearDown() {
        trial.close();
        lab.close();
    }
}

package io.netfailover.demo;

/** What happens to a master in the demo, in order. */
public enum Stage {
    CREATED("master created"),
    CARRIER_LOST("primary loses carrier"),
    CARRIER_BACK("carrier comes back"),
    UNPLUGGED("primary unplugged"),
    PLUGGED("primary plugged in"),
    KILLED("daemon killed (SIGKILL)"),
    UNPLUGGED_WHILE_DEAD("primary unplugged while dead"),
    RESTARTED("daemon restarted"),
    PLUGGED_AGAIN("primary plugged in again"),
    DESTROYED("master destroyed");

    private final String title;

    Stage(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}

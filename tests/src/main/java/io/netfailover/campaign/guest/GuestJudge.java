package io.netfailover.campaign.guest;

import java.util.ArrayList;
import java.util.List;

/** What a guest must look like when its network daemon knows its master from the slaves. */
final class GuestJudge {
    private GuestJudge() {}

    /**
     * @param moment for the objections
     * @param master as it was called at first
     * @param idleEnds how many the master's pair has
     * @param leases all that the DHCP server has given
     * @param reached whether the gateway has an answer from the master's address
     */
    static List<String> objections(
            String moment,
            String master,
            int slaves,
            int idleEnds,
            GuestPicture picture,
            List<String> leases,
            boolean reached) {
        List<String> objections = new ArrayList<>();
        if (!picture.master().equals(master)) {
            objections.add("the master is called " + picture.master() + ", no longer " + master);
        }
        if (picture.slaves().size() != slaves) {
            objections.add("slaves are " + picture.slaves().keySet() + " where " + slaves + " are wanted");
        }
        picture.slaves().forEach((slave, addresses) -> {
            if (!addresses.isEmpty()) {
                objections.add("the slave " + slave + " has " + addresses);
            }
        });
        if (picture.idleEnds().size() != idleEnds) {
            objections.add("idle ends are " + picture.idleEnds().keySet() + " where " + idleEnds + " are wanted");
        }
        picture.idleEnds().forEach((end, addresses) -> {
            if (!addresses.isEmpty()) {
                objections.add("the idle end " + end + " has " + addresses);
            }
        });
        if (picture.masterAddresses().size() != 1) {
            objections.add("the master has the addresses " + picture.masterAddresses() + " instead of one");
        }
        if (!leases.equals(picture.masterAddresses())) {
            objections.add(
                    "the DHCP server has leased " + leases + " while the master has " + picture.masterAddresses());
        }
        if (!reached) {
            objections.add("the gateway gets no answer");
        }
        return objections.stream().map(objection -> moment + ": " + objection).toList();
    }
}

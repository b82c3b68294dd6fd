package dev.quarterdeck.scheduler.gang;

/** What users read, in the reference's words. */
public final class GangWords {
    public static final String UNSCHEDULABLE = "pod group is unschedulable";

    public static final String WAITS_FOR_OTHERS =
            UNSCHEDULABLE + ", waiting for minCount pods from a gang to be scheduled, one or more plugins asked to wait"
                    + " and no plugin rejected pod";

    public static final String WAITS_FOR_PREEMPTION =
            UNSCHEDULABLE + ", pod group is waiting for preemption to complete";

    public static final String NO_PLACEMENT = "no feasible placements found";

    private GangWords() {}

    public static String noPlacementOf(int placements) {
        return "0/" + placements + " placements are available, first placement status: " + UNSCHEDULABLE;
    }

    public static String noSuchGroup(String name) {
        return "waiting for pods's pod group \"" + name + "\" to appear in scheduling queue";
    }

    public static String otherPodFailed(String why) {
        return "failed to schedule other pod from a pod group: " + why;
    }

    public static String severalSchedulers(String one, String other) {
        return "all pods in a single pod group should have the same .spec.schedulerName set, got: \"" + one
                + "\" and \"" + other + "\"";
    }

    public static String tooFewPods() {
        return "waiting for minCount pods from a gang to appear in scheduling queue";
    }
}

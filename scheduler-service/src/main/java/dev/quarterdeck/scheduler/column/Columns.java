package dev.quarterdeck.scheduler.column;

import dev.quarterdeck.scheduler.filter.NodeFilter;
import dev.quarterdeck.scheduler.filter.SingleNodeFilter;
import dev.quarterdeck.scheduler.filter.SpreadConstraint;
import dev.quarterdeck.scheduler.measure.RuleMeters;
import dev.quarterdeck.scheduler.profile.Profile;
import dev.quarterdeck.scheduler.snapshot.ClusterSnapshot;
import dev.quarterdeck.scheduler.snapshot.PodRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The columns of the classes of pods that were decided last, at most a fixed number of each sort. Not thread-safe. */
public final class Columns {
    private static final int MOST = 64;

    /** Forgets what was not used for longest. */
    private static final class Latest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;

        Latest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }

    private final List<SingleNodeFilter> filters;
    private final Profile profile;
    private final RuleMeters meters;
    private final PodView.Meters ofViews;
    private final Latest<LocalKey, LocalColumn> local = new Latest<>();
    private final Latest<SpreadColumn.Key, SpreadColumn> spread = new Latest<>();
    private final Latest<AffinityColumn.Key, AffinityColumn> affinity = new Latest<>();

    /**
     * @param filters of these, the ones that look at one node alone are kept in columns
     * @param meters of all that is asked for columns
     */
    public Columns(List<NodeFilter> filters, Profile profile, RuleMeters meters) {
        this.filters = filters.stream()
                .filter(SingleNodeFilter.class::isInstance)
                .map(SingleNodeFilter.class::cast)
                .toList();
        this.profile = profile;
        this.meters = meters;
        this.ofViews = new PodView.Meters(meters);
    }

    PodView.Meters metersOfViews() {
        return ofViews;
    }

    public LocalColumn local(PodRequest pod, ClusterSnapshot cluster) {
        LocalColumn column =
                local.computeIfAbsent(LocalKey.of(pod), k -> new LocalColumn(pod, filters, profile, meters));
        column.follow(cluster);
        return column;
    }

    /** Null for a pod without constraints of that sort. */
    @Nullable
    SpreadColumn spread(PodRequest pod, boolean hard, ClusterSnapshot cluster) {
        List<SpreadConstraint> constraints = SpreadConstraint.of(pod, hard, profile.arguments(), cluster);
        if (constraints.isEmpty()) {
            return null;
        }
        boolean allKeys = hard
                || !pod.pod().getSpec().getTopologySpreadConstraints().isEmpty()
                || !profile.arguments().systemSpread();
        SpreadColumn.Key key = SpreadColumn.Key.of(pod, constraints, allKeys);
        SpreadColumn column = spread.get(key);
        if (column == null || column.isWornOut()) {
            column = new SpreadColumn(key, pod);
            spread.put(key, column);
        }
        column.follow(cluster);
        return column;
    }

    /** Null where neither the pod asks anything of others nor they of it. */
    @Nullable
    AffinityColumn affinity(PodRequest pod, ClusterSnapshot cluster) {
        if (cluster.asking().size() == 0 && pod.kind().asksNothing()) {
            return null;
        }
        AffinityColumn.Key key = AffinityColumn.Key.of(pod.kind());
        AffinityColumn column = affinity.get(key);
        if (column == null || !column.isOf(cluster)) {
            column = new AffinityColumn(pod.kind(), profile.arguments(), cluster.namespaces());
            affinity.put(key, column);
        }
        column.follow(cluster);
        return column;
    }
}

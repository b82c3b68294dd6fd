package dev.quarterdeck.kube.selector;

import java.util.List;
import java.util.Map;

/** A parsed {@code labelSelector} query: all requirements must hold. Immutable. */
public interface LabelSelector {
    boolean matches(Map<String, String> labels);

    boolean isEverything();

    /** What every match fulfils, for indexes that leave out what cannot match; empty where nothing is known. */
    default List<LabelRequirement> requirements() {
        return List.of();
    }
}

package dev.quarterdeck.kube.selector;

import java.util.Map;

/** A parsed {@code labelSelector} query: all requirements must hold. Immutable. */
public interface LabelSelector {
    boolean matches(Map<String, String> labels);

    boolean isEverything();
}

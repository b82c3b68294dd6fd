package dev.quarterdeck.state.kind.apiextensions;

import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.state.kind.DefaultStrategy;
import dev.quarterdeck.state.kind.KindTraits;
import dev.quarterdeck.state.kind.KindTraits.Generation;
import dev.quarterdeck.state.kind.KindTraits.StatusMetadata;
import dev.quarterdeck.state.kind.Strategy;

/** Custom resources: every change but that of metadata raises the generation; the status is apart where the version says so. */
public final class CustomStrategies {
    private static final KindTraits TRAITS = KindTraits.DEFAULT.generation(Generation.of("*"));
    private static final Strategy WHOLE = new DefaultStrategy(TRAITS);
    private static final Strategy WITH_STATUS = new DefaultStrategy(TRAITS.withStatus(StatusMetadata.KEPT));

    private CustomStrategies() {}

    public static Strategy of(CustomVersion version) {
        return version.status() ? WITH_STATUS : WHOLE;
    }
}

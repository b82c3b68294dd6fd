package dev.quarterdeck.reconcile.client;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.jackson.Jackson2JdkTypesModule;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * How components read and write typed models: as fabric8 does, but without {@code metadata.managedFields}, which no component looks at and which are most of what a small
 * object decodes to. An update without them leaves them as they are stored, as the API promises. One for the process, so that what it learnt of a model is there once.
 */
public final class Models {
    private static final Shared SHARED = new Shared(JsonMapper.builderWithJackson2Defaults()
            .addModule(new Jackson2JdkTypesModule())
            .addMixIn(ObjectMeta.class, Unmanaged.class)
            .build());

    private Models() {}

    /** Thread-safe. */
    public static KubernetesSerialization shared() {
        return SHARED;
    }

    /** Reads JSON, and nothing but JSON, straight from bytes; fabric8 copies a stream through two buffers to see whether it is YAML. Thread-safe; keep it. */
    public static ObjectReader reader(Class<?> model) {
        return SHARED.reader(model);
    }

    /** Shows the mapper that fabric8 keeps to itself. */
    private static final class Shared extends KubernetesSerialization {
        /** Set before this class's own construction begins. */
        @SuppressWarnings("NullAway.Init")
        private ObjectMapper configured;

        Shared(ObjectMapper mapper) {
            super(mapper, true);
        }

        @Override
        protected ObjectMapper configureMapper(ObjectMapper mapper) {
            configured = super.configureMapper(mapper);
            return configured;
        }

        ObjectReader reader(Class<?> model) {
            return configured.readerFor(model);
        }
    }

    @JsonIgnoreProperties("managedFields")
    private interface Unmanaged {}
}

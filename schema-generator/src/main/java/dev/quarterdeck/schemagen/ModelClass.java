package dev.quarterdeck.schemagen;

import com.google.gson.annotations.SerializedName;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One model class of the official client, read by reflection. */
record ModelClass(Class<?> type) {

    private static final String PACKAGE = "io.kubernetes.client.openapi.models.";

    /** @param description empty where the class has none */
    record ModelField(String name, Type type, boolean required, String description) {}

    /**
     * The class of a definition such as {@code io.k8s.api.core.v1.Event}. Classes are named by version and kind, or, where two groups
     * share a kind, by group, version and kind.
     */
    static Optional<ModelClass> ofDefinition(String definition) {
        String[] parts = definition.split("\\.");
        int last = parts.length - 1;
        String versionAndKind = capital(parts[last - 1]) + parts[last];
        for (String name : List.of(capital(parts[last - 2]) + versionAndKind, versionAndKind)) {
            try {
                return Optional.of(new ModelClass(Class.forName(PACKAGE + name)));
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                continue; // the other spelling; on disks that ignore case the second exception stands for the first
            }
        }
        return Optional.empty();
    }

    String description() {
        ApiModel model = type.getAnnotation(ApiModel.class);
        return model == null ? "" : model.description();
    }

    /** By name. */
    List<ModelField> fields() {
        Map<String, String> descriptions = descriptionsByGetter();
        Collection<?> required = required();
        List<ModelField> fields = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            SerializedName name = field.getAnnotation(SerializedName.class);
            if (name != null && !Modifier.isStatic(field.getModifiers())) {
                String description = descriptions.getOrDefault(key(field.getName()), "");
                fields.add(new ModelField(
                        name.value(), field.getGenericType(), required.contains(name.value()), description));
            }
        }
        fields.sort(Comparator.comparing(ModelField::name));
        return fields;
    }

    private Map<String, String> descriptionsByGetter() {
        Map<String, String> byGetter = new HashMap<>();
        for (Method method : type.getDeclaredMethods()) {
            ApiModelProperty property = method.getAnnotation(ApiModelProperty.class);
            if (property != null && method.getName().startsWith("get")) {
                byGetter.put(key(method.getName().substring(3)), property.value());
            }
        }
        return byGetter;
    }

    private Collection<?> required() {
        try {
            return (Collection<?>) type.getField("openapiRequiredFields").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no list of required fields in " + type, e);
        }
    }

    private static String key(String javaName) {
        return javaName.replace("_", "").toLowerCase(Locale.ROOT);
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}

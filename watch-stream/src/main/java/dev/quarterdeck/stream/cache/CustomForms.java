package dev.quarterdeck.stream.cache;

import dev.quarterdeck.kube.definition.Definition;
import dev.quarterdeck.kube.definition.ReadForm;
import dev.quarterdeck.kube.kind.CustomVersion;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.StoredResource;
import dev.quarterdeck.kube.object.ObjectKey;
import dev.quarterdeck.kube.selector.SelectableFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/**
 * What caches hold of custom resources: objects as their storage version shows them today, whatever was stored once, and the fields that any version lets
 * clients select by. Everything else goes to the extractor of built-in kinds. Where a definition changes what that would be, its cache has to be filled anew;
 * where it is gone, the cache goes too. Thread-safe.
 */
public final class CustomForms implements SelectableFieldsExtractor {
    private final SelectableFieldsExtractor builtIn;
    private final Consumer<StoredResource> refill;
    private final Consumer<StoredResource> drop;
    private final Map<StoredResource, Form> forms = new ConcurrentHashMap<>();

    private record Form(String uid, SelectableFields fields, ReadForm read) {}

    /**
     * @param refill fills a cache anew, if there is one
     * @param drop closes a cache, if there is one
     */
    public CustomForms(
            SelectableFieldsExtractor builtIn, Consumer<StoredResource> refill, Consumer<StoredResource> drop) {
        this.builtIn = builtIn;
        this.refill = refill;
        this.drop = drop;
    }

    @Override
    public Map<String, String> fields(StoredResource resource, ObjectKey key, byte[] json) {
        Form form = forms.get(resource);
        if (form == null) {
            return builtIn.fields(resource, key, json);
        }
        if (form.fields().isNamesOnly()) {
            return METADATA_ONLY.fields(resource, key, json);
        }
        try {
            return form.fields().extract(json);
        } catch (JacksonException | IllegalArgumentException e) {
            return METADATA_ONLY.fields(resource, key, json);
        }
    }

    @Override
    public byte[] form(StoredResource resource, byte[] json) {
        Form form = forms.get(resource);
        return form == null ? json : form.read().of(json);
    }

    void changed(List<Definition> before, List<Definition> after) {
        Map<StoredResource, Definition> now = new HashMap<>();
        after.forEach(definition -> now.put(definition.stored(), definition));
        List<StoredResource> refilled = new ArrayList<>();
        for (Definition definition : after) {
            Form form = form(definition);
            Form old = forms.put(definition.stored(), form);
            if (old != null && !old.read().equals(form.read()) || old != null && !sameFields(definition, before)) {
                refilled.add(definition.stored());
            }
            refilled.addAll(views(definition));
        }
        for (Definition old : before) {
            if (!now.containsKey(old.stored())) {
                forms.remove(old.stored());
                drop.accept(old.stored());
                forms.keySet().removeIf(view -> view.base().equals(old.stored()));
                old.types()
                        .forEach(type ->
                                drop.accept(old.stored().seenAs(type.gvr().version())));
            }
        }
        refilled.forEach(refill);
    }

    /** What webhooks show needs no other form; what can be selected is that of the version. Returns those that are to be converted anew. */
    private List<StoredResource> views(Definition definition) {
        List<StoredResource> anew = new ArrayList<>(0);
        for (ResourceType type : definition.types()) {
            CustomVersion version = type.custom();
            if (version != null && version.webhook()) {
                StoredResource view = definition.stored().seenAs(type.gvr().version());
                ReadForm form = ReadForm.converted(definition);
                Form old = forms.put(
                        view, new Form(definition.source().uid(), SelectableFields.of(List.of(version)), form));
                if (old != null && !old.read().equals(form)) {
                    anew.add(view);
                }
            }
        }
        return anew;
    }

    private static boolean sameFields(Definition definition, List<Definition> before) {
        return before.stream()
                .filter(old -> old.stored().equals(definition.stored()))
                .allMatch(old -> Objects.equals(selectable(old), selectable(definition)));
    }

    private static List<List<CustomVersion.SelectableField>> selectable(Definition definition) {
        return versions(definition).stream()
                .map(CustomVersion::selectableFields)
                .toList();
    }

    private static Form form(Definition definition) {
        return new Form(definition.source().uid(), SelectableFields.of(versions(definition)), ReadForm.of(definition));
    }

    private static List<CustomVersion> versions(Definition definition) {
        return definition.types().stream()
                .map(ResourceType::custom)
                .filter(Objects::nonNull)
                .toList();
    }
}

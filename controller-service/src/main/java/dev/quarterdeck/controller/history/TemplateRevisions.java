package dev.quarterdeck.controller.history;

import dev.quarterdeck.controller.owner.Owners;
import dev.quarterdeck.controller.pod.TemplateHash;
import dev.quarterdeck.kube.object.Json;
import dev.quarterdeck.kube.status.ApiException;
import dev.quarterdeck.kube.status.StatusReason;
import dev.quarterdeck.reconcile.client.ObjectApi;
import dev.quarterdeck.reconcile.client.Propagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The revision of a pod template: a ControllerRevision whose data is the patch that brings the template back, as {@code kubectl rollout undo} applies it. A
 * template that comes back gets its old revision under a new number.
 */
public final class TemplateRevisions {
    /** Of pods: of which revision they are. */
    public static final String HASH_LABEL = "controller-revision-hash";

    private final ObjectApi api;
    private final String label;

    /** @param label of revisions, with their hash */
    public TemplateRevisions(ObjectApi api, String label) {
        this.api = api;
        this.label = label;
    }

    /** The value of the label for this template. */
    public String hash(PodTemplateSpec template, @Nullable Integer collisions) {
        return TemplateHash.of(data(template), collisions);
    }

    /** Clients compare it byte by byte with what they make of a template themselves: fields are in the order of their names. */
    private JsonNode data(PodTemplateSpec template) {
        return data(api.serialization().convertValue(template, ObjectNode.class));
    }

    static JsonNode data(ObjectNode template) {
        ObjectNode data = Json.object();
        data.putObject("spec").set("template", template.put("$patch", "replace"));
        return TemplateHash.sorted(data);
    }

    /** The template that a revision brings back. */
    public PodTemplateSpec template(ControllerRevision revision) {
        ObjectNode data = api.serialization().convertValue(revision.getData(), ObjectNode.class);
        if (!(data.path("spec").get("template") instanceof ObjectNode template)) {
            throw new IllegalStateException("revision " + revision.getMetadata().getName() + " has no template");
        }
        template.remove("$patch");
        return api.serialization().convertValue(template, PodTemplateSpec.class);
    }

    /**
     * The revision of a template.
     *
     * @param duplicates others that bring the same template back: somebody else made them
     */
    public record Current(String name, String hash, List<ControllerRevision> duplicates) {}

    /**
     * Sees to it that a revision brings the template back, and that it has the highest number. Whose name it has does not matter: it is known by its data, as
     * the reference knows it.
     *
     * <pre>
     * revisions of this template   the newest of them   → what
     * none                         -                      create, one above the highest
     * some                         is the highest         nothing
     * some                         is not                 number it one above the highest
     * </pre>
     */
    public Current ensure(
            HasMetadata owner,
            PodTemplateSpec template,
            @Nullable Integer collisions,
            Collection<ControllerRevision> known)
            throws InterruptedException {
        String hash = hash(template, collisions);
        String name = owner.getMetadata().getName() + "-" + hash;
        long highest = known.stream().mapToLong(TemplateRevisions::number).max().orElse(0);
        boolean usual = known.stream().anyMatch(r -> r.getMetadata().getName().equals(name) && number(r) == highest);
        if (usual) {
            return new Current(name, hash, List.of());
        }
        List<ControllerRevision> same = ofTemplate(template, known);
        if (same.isEmpty()) {
            create(owner, template, hash, name, highest + 1);
            return new Current(name, hash, List.of());
        }
        ControllerRevision newest = same.getLast();
        if (number(newest) < highest) {
            api.update(new ControllerRevisionBuilder(newest)
                    .withRevision(highest + 1)
                    .build());
        }
        return new Current(newest.getMetadata().getName(), hash(newest), List.copyOf(same.subList(0, same.size() - 1)));
    }

    /** Oldest first. */
    private List<ControllerRevision> ofTemplate(PodTemplateSpec template, Collection<ControllerRevision> known) {
        byte[] data = Json.write(data(template));
        return known.stream()
                .filter(r -> Arrays.equals(data, Json.write(data(r))))
                .sorted(Comparator.comparingLong(TemplateRevisions::number))
                .toList();
    }

    private JsonNode data(ControllerRevision revision) {
        return TemplateHash.sorted(api.serialization().convertValue(revision.getData(), ObjectNode.class));
    }

    private void create(HasMetadata owner, PodTemplateSpec template, String hash, String name, long number)
            throws InterruptedException {
        Map<String, String> labels = new LinkedHashMap<>();
        if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
            labels.putAll(template.getMetadata().getLabels());
        }
        labels.put(label, hash);
        JsonNode data = data(template);
        try {
            api.create(new ControllerRevisionBuilder()
                    .withNewMetadata()
                    .withNamespace(owner.getMetadata().getNamespace())
                    .withName(name)
                    .withLabels(labels)
                    .withAnnotations(owner.getMetadata().getAnnotations())
                    .withOwnerReferences(Owners.controllerReference(owner))
                    .endMetadata()
                    .withData(api.serialization().convertValue(data, Map.class))
                    .withRevision(number)
                    .build());
        } catch (ApiException e) {
            if (e.reason() != StatusReason.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    /** The end of its name, whatever label it has. */
    public static String hash(ControllerRevision revision) {
        String name = revision.getMetadata().getName();
        return name.substring(name.lastIndexOf('-') + 1);
    }

    private static long number(ControllerRevision revision) {
        return revision.getRevision() == null ? 0 : revision.getRevision();
    }

    /** Deletes the oldest revisions above the limit that no pod is of. */
    public void cut(Collection<ControllerRevision> known, Set<String> hashesInUse, int limit)
            throws InterruptedException {
        List<ControllerRevision> unused = known.stream()
                .filter(r -> !hashesInUse.contains(hash(r)))
                .sorted(Comparator.comparingLong(TemplateRevisions::number))
                .toList();
        for (ControllerRevision revision : unused.subList(0, Math.max(0, unused.size() - limit))) {
            api.delete(revision, Propagation.BACKGROUND);
        }
    }
}

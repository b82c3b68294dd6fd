package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.GroupVersionKind;
import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.openapi.Operation.Body;
import dev.quarterdeck.kube.openapi.Operation.Response;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The paths of one resource: its collection, its objects, its collection across namespaces, and the deprecated watch paths. One instance for one resource. */
final class ResourcePaths {

    static final List<String> OBJECT_TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");
    static final List<String> STREAM_TYPES = List.of(
            "application/json",
            "application/yaml",
            "application/vnd.kubernetes.protobuf",
            "application/json;stream=watch",
            "application/vnd.kubernetes.protobuf;stream=watch");
    static final List<String> ANY = List.of("*/*");
    static final List<String> PATCH_TYPES = List.of(
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml");
    /** Custom resources are neither sent nor answered as protobuf, and have no strategic merge. */
    static final List<String> CUSTOM_TYPES = List.of("application/json", "application/yaml");

    private static final List<String> CUSTOM_PATCH_TYPES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");
    static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    /** A delete of these answers with the deleted object, of all others with a Status. */
    private static final Set<String> ANSWER_WITH_OBJECT = Set.of(
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ResourceQuota",
            "Service",
            "ServiceAccount");

    private static final Set<String> STORAGE_ANSWERS_WITH_OBJECT =
            Set.of("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass");

    private final ResourceType type;
    private final SchemaCatalog schemas;
    private final ApiName api;
    private final String kind;

    ResourcePaths(ResourceType type, SchemaCatalog schemas) {
        this.type = type;
        this.schemas = schemas;
        this.api = ApiName.of(type.gvr());
        this.kind = type.gvk().kind();
    }

    List<PathItem> all() {
        List<PathItem> items = new ArrayList<>();
        String scope = type.namespaced() ? "/namespaces/{namespace}/" : "/";
        String collection = api.path() + scope + type.gvr().resource();
        add(items, collection, collectionOperations());
        add(items, collection + "/{name}", objectOperations());
        SubresourcePaths subresources = new SubresourcePaths(type, schemas, collection + "/{name}");
        type.subresources().forEach(subresource -> items.addAll(subresources.of(subresource)));
        if (type.namespaced() && type.verbs().contains(Verb.LIST)) {
            String everywhere = "list or watch objects of kind " + kind;
            String id = "list" + api.camel() + kind + "ForAllNamespaces";
            add(items, api.path() + "/" + type.gvr().resource(), List.of(list(id, everywhere, false)));
        }
        if (type.verbs().contains(Verb.WATCH) && type.custom() == null) {
            watches(items, scope);
        }
        return items;
    }

    private static void add(List<PathItem> items, String path, List<Operation> operations) {
        if (!operations.isEmpty()) {
            items.add(new PathItem(path, operations));
        }
    }

    private String scoped(String verb) {
        return verb + api.camel() + (type.namespaced() ? "Namespaced" : "") + kind;
    }

    private List<Operation> collectionOperations() {
        List<Operation> operations = new ArrayList<>();
        String definition = definition(type.gvk());
        if (type.verbs().contains(Verb.LIST)) {
            operations.add(list(scoped("list"), "list objects of kind " + kind, type.namespaced()));
        }
        if (type.verbs().contains(Verb.CREATE)) {
            operations.add(operation(
                    "post",
                    scoped("create"),
                    "create" + article(kind) + kind,
                    "post",
                    Parameter.together(where(false), Parameter.WRITE),
                    new Body(definition, true),
                    List.of(Response.ok(definition), Response.created(definition), Response.accepted(definition))));
        }
        if (type.verbs().contains(Verb.DELETECOLLECTION)) {
            operations.add(operation(
                    "delete",
                    "delete" + api.camel() + "Collection" + (type.namespaced() ? "Namespaced" : "") + kind,
                    "delete collection of " + kind,
                    "deletecollection",
                    Parameter.together(where(false), Parameter.DELETE_COLLECTION),
                    new Body(META + "DeleteOptions", false),
                    List.of(Response.ok(META + "Status"))));
        }
        return operations;
    }

    private List<Operation> objectOperations() {
        List<Operation> operations = new ArrayList<>();
        String definition = definition(type.gvk());
        if (type.verbs().contains(Verb.GET)) {
            operations.add(operation(
                    "get",
                    scoped("read"),
                    "read the specified " + kind,
                    "get",
                    where(true),
                    null,
                    List.of(Response.ok(definition))));
        }
        if (type.verbs().contains(Verb.UPDATE)) {
            operations.add(operation(
                    "put",
                    scoped("replace"),
                    "replace the specified " + kind,
                    "put",
                    Parameter.together(where(true), Parameter.WRITE),
                    new Body(definition, true),
                    List.of(Response.ok(definition), Response.created(definition))));
        }
        if (type.verbs().contains(Verb.PATCH)) {
            operations.add(operation(
                    "patch",
                    scoped("patch"),
                    "partially update the specified " + kind,
                    "patch",
                    Parameter.together(where(true), Parameter.PATCH),
                    new Body(META + "Patch", true),
                    List.of(Response.ok(definition), Response.created(definition))));
        }
        if (type.verbs().contains(Verb.DELETE)) {
            String answer = answersWithObject() ? definition : META + "Status";
            operations.add(operation(
                    "delete",
                    scoped("delete"),
                    "delete" + article(kind) + kind,
                    "delete",
                    Parameter.together(where(true), Parameter.DELETE),
                    new Body(META + "DeleteOptions", false),
                    List.of(Response.ok(answer), Response.accepted(answer))));
        }
        return operations;
    }

    private boolean answersWithObject() {
        return switch (type.gvk().group()) {
            case "" -> ANSWER_WITH_OBJECT.contains(kind);
            case "resource.k8s.io" -> true;
            case "storage.k8s.io" -> STORAGE_ANSWERS_WITH_OBJECT.contains(kind);
            default -> false;
        };
    }

    private Operation list(String id, String description, boolean inNamespace) {
        String definition =
                definition(new GroupVersionKind(type.gvk().group(), type.gvk().version(), type.listKind()));
        List<Parameter> where = inNamespace ? List.of(Parameter.NAMESPACE) : List.of();
        return new Operation(
                "get",
                id,
                description,
                api.tag(),
                "list",
                type.gvk(),
                Parameter.together(where, Parameter.PRETTY, Parameter.LIST),
                null,
                type.custom() == null ? ANY : CUSTOM_TYPES,
                type.custom() == null ? STREAM_TYPES : CUSTOM_TYPES,
                List.of(Response.ok(definition), Response.UNAUTHORIZED));
    }

    private void watches(List<PathItem> items, String scope) {
        String path = api.path() + "/watch" + scope + type.gvr().resource();
        String ofList = "watch changes to a list of " + kind + ". deprecated: use the 'watch' parameter with a list";
        List<Parameter> inNamespace = type.namespaced() ? List.of(Parameter.NAMESPACE) : List.of();
        add(items, path, List.of(watch(scoped("watch") + "List", ofList, "watchlist", inNamespace)));
        List<Parameter> named = Parameter.together(inNamespace, List.of(Parameter.nameOf(kind)));
        String ofObject = "watch changes to one " + kind
                + ". deprecated: use the 'watch' parameter with a list and a field selector";
        add(items, path + "/{name}", List.of(watch(scoped("watch"), ofObject, "watch", named)));
        if (type.namespaced()) {
            String id = "watch" + api.camel() + kind + "ListForAllNamespaces";
            String everywhere = api.path() + "/watch/" + type.gvr().resource();
            add(items, everywhere, List.of(watch(id, ofList, "watchlist", List.of())));
        }
    }

    private Operation watch(String id, String description, String action, List<Parameter> where) {
        return new Operation(
                "get",
                id,
                description,
                api.tag(),
                action,
                type.gvk(),
                Parameter.together(where, Parameter.PRETTY, Parameter.LIST),
                null,
                ANY,
                STREAM_TYPES,
                List.of(Response.ok(META + "WatchEvent"), Response.UNAUTHORIZED));
    }

    private List<Parameter> where(boolean named) {
        List<Parameter> where = new ArrayList<>(Parameter.PRETTY);
        if (type.namespaced()) {
            where.add(Parameter.NAMESPACE);
        }
        if (named) {
            where.add(Parameter.nameOf(kind));
        }
        return where;
    }

    private Operation operation(
            String method,
            String id,
            String description,
            String action,
            List<Parameter> parameters,
            @Nullable Body body,
            List<Response> responses) {
        List<Response> all = new ArrayList<>(responses);
        all.add(Response.UNAUTHORIZED);
        List<String> consumes = method.equals("patch") ? patchTypes(type) : type.custom() == null ? ANY : CUSTOM_TYPES;
        List<String> produces = type.custom() == null ? OBJECT_TYPES : CUSTOM_TYPES;
        return new Operation(
                method, id, description, api.tag(), action, type.gvk(), parameters, body, consumes, produces, all);
    }

    static List<String> patchTypes(ResourceType type) {
        return type.custom() == null ? PATCH_TYPES : CUSTOM_PATCH_TYPES;
    }

    static String article(String kind) {
        return "AEIOU".indexOf(kind.charAt(0)) < 0 ? " a " : " an ";
    }

    private String definition(GroupVersionKind of) {
        return type.custom() != null
                ? CustomSchemas.name(of)
                : schemas.find(of).map(ObjectSchema::name).orElse("");
    }
}

package dev.quarterdeck.kube.openapi;

import dev.quarterdeck.kube.kind.ResourceType;
import dev.quarterdeck.kube.kind.Subresource;
import dev.quarterdeck.kube.kind.Verb;
import dev.quarterdeck.kube.openapi.Operation.Body;
import dev.quarterdeck.kube.openapi.Operation.Response;
import dev.quarterdeck.kube.schema.ObjectSchema;
import dev.quarterdeck.kube.schema.SchemaCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The paths of the subresources of one resource: those that are read and written as objects, and those that a client connects to.
 *
 * @param object the path of the object they belong to
 */
record SubresourcePaths(ResourceType type, SchemaCatalog schemas, String object) {

    private static final Set<String> CONNECTED = Set.of("attach", "exec", "portforward", "proxy");
    private static final List<String> PROXY_METHODS =
            List.of("delete", "get", "head", "options", "patch", "post", "put");
    private static final List<String> STREAM_METHODS = List.of("get", "post");
    private static final List<String> TEXT_TYPES =
            List.of("text/plain", "application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    List<PathItem> of(Subresource subresource) {
        String path = object + "/" + subresource.name();
        if (!CONNECTED.contains(subresource.name())) {
            return List.of(new PathItem(path, objectOperations(subresource)));
        }
        PathItem connected = new PathItem(path, connections(subresource, ""));
        return subresource.name().equals("proxy")
                ? List.of(connected, new PathItem(path + "/{path}", connections(subresource, "WithPath")))
                : List.of(connected);
    }

    private String kind() {
        return type.gvk().kind();
    }

    private String id(String verb, Subresource subresource) {
        return verb + (type.namespaced() ? "Namespaced" : "") + kind() + ApiName.capital(subresource.name());
    }

    private List<Operation> objectOperations(Subresource subresource) {
        String camel = ApiName.of(type.gvr()).camel();
        String definition = schemas.find(subresource.kind())
                .map(ObjectSchema::name)
                .orElseGet(() -> type.custom() == null ? "" : CustomSchemas.name(subresource.kind()));
        List<Parameter> where = where(subresource.kind().kind());
        String of = subresource.name() + " of the specified " + kind();
        List<Operation> operations = new ArrayList<>();
        if (subresource.verbs().contains(Verb.GET)) {
            boolean log = subresource.name().equals("log");
            operations.add(operation(
                    "get",
                    id("read" + camel, subresource),
                    "read " + of,
                    "get",
                    subresource,
                    log ? Parameter.together(where, Parameter.LOG) : where,
                    null,
                    log ? TEXT_TYPES : ResourcePaths.OBJECT_TYPES,
                    List.of(Response.ok(log ? "string" : definition))));
        }
        if (subresource.verbs().contains(Verb.CREATE)) {
            operations.add(operation(
                    "post",
                    id("create" + camel, subresource),
                    "create " + subresource.name() + " of" + ResourcePaths.article(kind()) + kind(),
                    "post",
                    subresource,
                    Parameter.together(where, Parameter.WRITE),
                    new Body(definition, true),
                    ResourcePaths.OBJECT_TYPES,
                    List.of(Response.ok(definition), Response.created(definition), Response.accepted(definition))));
        }
        if (subresource.verbs().contains(Verb.UPDATE)) {
            operations.add(operation(
                    "put",
                    id("replace" + camel, subresource),
                    "replace " + of,
                    "put",
                    subresource,
                    Parameter.together(where, Parameter.WRITE),
                    new Body(definition, true),
                    ResourcePaths.OBJECT_TYPES,
                    List.of(Response.ok(definition), Response.created(definition))));
        }
        if (subresource.verbs().contains(Verb.PATCH)) {
            operations.add(operation(
                    "patch",
                    id("patch" + camel, subresource),
                    "partially update " + of,
                    "patch",
                    subresource,
                    Parameter.together(where, Parameter.PATCH),
                    new Body(ResourcePaths.META + "Patch", true),
                    ResourcePaths.OBJECT_TYPES,
                    List.of(Response.ok(definition), Response.created(definition))));
        }
        return operations;
    }

    private List<Operation> connections(Subresource subresource, String suffix) {
        String camel = ApiName.of(type.gvr()).camel();
        List<Parameter> parameters = new ArrayList<>(where(subresource.kind().kind()));
        parameters.removeAll(Parameter.PRETTY);
        parameters.addAll(options(subresource));
        if (!suffix.isEmpty()) {
            parameters.add(Parameter.REST_OF_PATH);
        }
        List<Operation> operations = new ArrayList<>();
        for (String method : subresource.name().equals("proxy") ? PROXY_METHODS : STREAM_METHODS) {
            operations.add(operation(
                    method,
                    id("connect" + camel + ApiName.capital(method), subresource) + suffix,
                    "connect " + method.toUpperCase(Locale.ROOT) + " requests to " + subresource.name() + " of "
                            + kind(),
                    "connect",
                    subresource,
                    parameters,
                    null,
                    ResourcePaths.ANY,
                    List.of(Response.ok("string"))));
        }
        return operations;
    }

    private static List<Parameter> options(Subresource subresource) {
        return switch (subresource.name()) {
            case "attach" -> Parameter.ATTACH;
            case "exec" -> Parameter.EXEC;
            case "portforward" -> Parameter.PORT_FORWARD;
            default -> List.of(Parameter.PROXY_PATH);
        };
    }

    private List<Parameter> where(String named) {
        List<Parameter> where = new ArrayList<>(Parameter.PRETTY);
        where.add(Parameter.nameOf(named));
        if (type.namespaced()) {
            where.add(Parameter.NAMESPACE);
        }
        return where;
    }

    private Operation operation(
            String method,
            String id,
            String description,
            String action,
            Subresource subresource,
            List<Parameter> parameters,
            @Nullable Body body,
            List<String> produces,
            List<Response> responses) {
        List<Response> all = new ArrayList<>(responses);
        all.add(Response.UNAUTHORIZED);
        List<String> consumes = action.equals("patch") ? ResourcePaths.patchTypes(type) : ResourcePaths.ANY;
        String tag = ApiName.of(type.gvr()).tag();
        return new Operation(
                method, id, description, tag, action, subresource.kind(), parameters, body, consumes, produces, all);
    }
}

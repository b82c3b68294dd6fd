package dev.quarterdeck.kube.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A parameter of a request in its path or query.
 *
 * @param in {@code path} or {@code query}; what is in the path is required
 */
record Parameter(String name, String in, String type, String description) {

    private static final Map<String, Parameter> QUERY = Stream.of(
                    query("allowWatchBookmarks", "boolean", "Ask for BOOKMARK events in a watch; ignored otherwise."),
                    query(
                            "continue",
                            "string",
                            "Token from the previous page of a list: return the page that follows."),
                    query(
                            "dryRun",
                            "string",
                            "When it is \"All\", the request goes through every stage but nothing is stored; other values are refused."),
                    query(
                            "fieldManager",
                            "string",
                            "Name of the actor that makes the change; at most 128 printable characters. Required by apply."),
                    query("fieldSelector", "string", "Return only objects whose fields match this selector."),
                    query(
                            "fieldValidation",
                            "string",
                            "What to do about unknown and duplicate fields: \"Ignore\" drops them, \"Warn\" (the default) drops them and"
                                    + " sends a warning for each, \"Strict\" refuses the request."),
                    query(
                            "force",
                            "boolean",
                            "With apply: take over fields that other managers own. Not allowed otherwise."),
                    query(
                            "gracePeriodSeconds",
                            "integer",
                            "Seconds before the object is deleted, not negative; zero deletes at once. Defaults to what the kind says."),
                    query(
                            "ignoreStoreReadErrorWithClusterBreakingPotential",
                            "boolean",
                            "Delete even an object that cannot be read from the store, without finalizers and preconditions. Dangerous."),
                    query("labelSelector", "string", "Return only objects whose labels match this selector."),
                    query(
                            "limit",
                            "integer",
                            "Most objects in one page of a list; the answer says how to get the next page."),
                    query(
                            "orphanDependents",
                            "boolean",
                            "Deprecated, use propagationPolicy: whether objects that this one owns are left alone."),
                    query("pretty", "string", "If \"true\", the answer is indented."),
                    query(
                            "propagationPolicy",
                            "string",
                            "What becomes of the objects that this one owns: \"Orphan\", \"Background\" or \"Foreground\"."),
                    query("resourceVersion", "string", "The state that the answer must be from, or not older than."),
                    query(
                            "resourceVersionMatch",
                            "string",
                            "How resourceVersion counts in a list: \"Exact\" or \"NotOlderThan\"."),
                    query(
                            "sendInitialEvents",
                            "boolean",
                            "With a watch: begin with the objects that exist, and mark the end of them with a bookmark."),
                    query(
                            "shardSelector",
                            "string",
                            "Return only objects in these ranges of the hash of their uid. Alpha."),
                    query("timeoutSeconds", "integer", "End a list or watch after this many seconds."),
                    query("watch", "boolean", "Stream changes instead of a list."),
                    query(
                            "command",
                            "string",
                            "The command to run, one parameter for each argument; no shell is involved."),
                    query("container", "string", "The container meant; may be left out where the pod has only one."),
                    query("stderr", "boolean", "Pass on the standard error of the process."),
                    query("stdin", "boolean", "Pass what is sent to the standard input of the process."),
                    query("stdout", "boolean", "Pass on the standard output of the process."),
                    query("tty", "boolean", "Give the process a terminal."),
                    query("ports", "integer", "Ports to forward."),
                    query("follow", "boolean", "Go on sending lines as they are written."),
                    query(
                            "insecureSkipTLSVerifyBackend",
                            "boolean",
                            "Do not verify the certificate of the node that holds the log."),
                    query("limitBytes", "integer", "Send at most this many bytes."),
                    query("previous", "boolean", "The log of the container's last instance that ended."),
                    query("sinceSeconds", "integer", "Only lines that are at most this many seconds old."),
                    query("stream", "string", "\"All\", \"Stdout\" or \"Stderr\"."),
                    query("tailLines", "integer", "Only this many lines from the end."),
                    query("timestamps", "boolean", "Put the time in front of each line."))
            .collect(Collectors.toUnmodifiableMap(Parameter::name, Function.identity()));

    static final Parameter NAMESPACE = path("namespace", "the namespace of the object");
    static final Parameter REST_OF_PATH = path("path", "path to the resource");
    static final Parameter PROXY_PATH = query("path", "string", "the path of the request that is passed on");
    static final List<Parameter> LIST = queries(
            "allowWatchBookmarks",
            "continue",
            "fieldSelector",
            "labelSelector",
            "limit",
            "resourceVersion",
            "resourceVersionMatch",
            "sendInitialEvents",
            "shardSelector",
            "timeoutSeconds",
            "watch");
    static final List<Parameter> WRITE = queries("dryRun", "fieldManager", "fieldValidation");
    static final List<Parameter> PATCH = queries("dryRun", "fieldManager", "fieldValidation", "force");
    static final List<Parameter> DELETE = queries(
            "dryRun",
            "gracePeriodSeconds",
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "orphanDependents",
            "propagationPolicy");
    static final List<Parameter> DELETE_COLLECTION = queries(
            "continue",
            "dryRun",
            "fieldSelector",
            "gracePeriodSeconds",
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "labelSelector",
            "limit",
            "orphanDependents",
            "propagationPolicy",
            "resourceVersion",
            "resourceVersionMatch",
            "sendInitialEvents",
            "shardSelector",
            "timeoutSeconds");
    static final List<Parameter> LOG = queries(
            "container",
            "follow",
            "insecureSkipTLSVerifyBackend",
            "limitBytes",
            "previous",
            "sinceSeconds",
            "stream",
            "tailLines",
            "timestamps");
    static final List<Parameter> ATTACH = queries("container", "stderr", "stdin", "stdout", "tty");
    static final List<Parameter> EXEC = queries("command", "container", "stderr", "stdin", "stdout", "tty");
    static final List<Parameter> PORT_FORWARD = queries("ports");
    static final List<Parameter> PRETTY = queries("pretty");

    static Parameter nameOf(String kind) {
        return path("name", "name of the " + kind);
    }

    boolean required() {
        return in.equals("path");
    }

    @SafeVarargs
    static List<Parameter> together(List<Parameter>... lists) {
        List<Parameter> all = new ArrayList<>();
        Arrays.asList(lists).forEach(all::addAll);
        return all;
    }

    private static Parameter query(String name, String type, String description) {
        return new Parameter(name, "query", type, description);
    }

    private static Parameter path(String name, String description) {
        return new Parameter(name, "path", "string", description);
    }

    private static List<Parameter> queries(String... names) {
        return Arrays.stream(names).map(QUERY::get).toList();
    }
}

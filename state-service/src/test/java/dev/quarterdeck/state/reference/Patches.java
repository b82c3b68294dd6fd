package dev.quarterdeck.state.reference;

/** Merge patches in the text that {@link Edges} takes. */
final class Patches {
    private static final String C = "'name':'c','image':'i:1'";

    private Patches() {}

    static String name(String name) {
        return "{'metadata':{'name':'" + name + "'}}";
    }

    static String meta(String fields) {
        return "{'metadata':{" + fields + "}}";
    }

    static String spec(String fields) {
        return "{'spec':{" + fields + "}}";
    }

    /** Of the only container. */
    static String container(String fields) {
        return spec("'containers':[{" + C + "," + fields + "}]");
    }
}

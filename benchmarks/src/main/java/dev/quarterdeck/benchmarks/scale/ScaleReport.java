package dev.quarterdeck.benchmarks.scale;

import java.util.List;

/** One server's figures. */
public record ScaleReport(String server, String about, String measured, int nodes, List<Figure> figures) {}

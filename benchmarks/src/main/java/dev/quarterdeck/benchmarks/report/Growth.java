package dev.quarterdeck.benchmarks.report;

import java.util.List;

/**
 * One way of growing, measured.
 *
 * @param id names its pictures
 * @param title of its part of the page
 * @param about how it was measured, as sentences
 * @param pictures in the order of the page
 */
public record Growth(String id, String title, String measured, List<String> about, List<Chart.Lines> pictures) {}

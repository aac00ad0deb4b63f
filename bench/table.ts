import type { Measurement } from "./row.ts";

function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "-";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

function spread(ratios: readonly number[] | undefined): string {
  if (ratios === undefined || ratios.length < 2) return "";
  return `[${figure(Math.min(...ratios))} to ${figure(Math.max(...ratios))}]`;
}

/** The measurements as columns for a person. */
export function table(measurements: readonly Measurement[]): string {
  const head = ["id", "unit", "ours", "peer", "ratio", "of each round", "direct"];
  const body = measurements.map(({ row, ratios, direct }) => [
    row.id,
    row.unit,
    figure(row.ours),
    figure(row.peer),
    figure(row.ratio),
    spread(ratios),
    figure(direct),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...body.map((cells) => cells[column]?.length ?? 0)),
  );
  return [head, ...body]
    .map((cells) =>
      cells
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

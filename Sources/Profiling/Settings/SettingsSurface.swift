import Scattershot

/// How fast settings were, seen along each axis and over each pair of axes: for every value the fastest of all
/// measurements that have it. Where a search never looked there is nothing.
public struct SettingsSurface: Sendable, Equatable, Codable {
    /// All values of one axis.
    public struct Line: Sendable, Equatable, Codable {
        /// The axis.
        public var axis: SettingsGrid.Axis
        /// Values as people read them.
        public var labels: [String]
        /// Speed as a share of the fastest, 0 to 1.
        public var speeds: [Double?]
    }

    /// All pairs of values of two axes.
    public struct Map: Sendable, Equatable, Codable {
        /// The axis whose values are rows.
        public var rowAxis: SettingsGrid.Axis
        /// The axis whose values are columns.
        public var columnAxis: SettingsGrid.Axis
        /// Values of the rows.
        public var rows: [String]
        /// Values of the columns.
        public var columns: [String]
        /// Speed as a share of the fastest, 0 to 1, row by row.
        public var speeds: [[Double?]]
    }

    /// One for each axis with several values.
    public var lines: [Line]
    /// One for each pair of such axes.
    public var maps: [Map]

    /// The surface of some measurements.
    ///
    /// - Complexity: O(measurements · axes²).
    public init(grid: SettingsGrid, measurements: [SettingsSearch.Measurement]) {
        let axes = SettingsGrid.Axis.allCases.filter { grid.labels(on: $0).count > 1 }
        let fastest = measurements.lazy.map(\.median).min() ?? .infinity
        lines = axes.map { axis in
            let labels = grid.labels(on: axis)
            var speeds = [Double?](repeating: nil, count: labels.count)
            for measurement in measurements {
                let label = SettingsGrid.label(of: measurement.settings, on: axis)
                guard let place = labels.firstIndex(of: label) else { continue }
                speeds[place] = max(speeds[place] ?? 0, fastest / measurement.median)
            }
            return Line(axis: axis, labels: labels, speeds: speeds)
        }
        maps = []
        for (index, rowAxis) in axes.enumerated() {
            for columnAxis in axes[(index + 1)...] {
                maps.append(
                    Self.map(grid, measurements, rowAxis: rowAxis, columnAxis: columnAxis, fastest: fastest))
            }
        }
    }

    private static func map(
        _ grid: SettingsGrid, _ measurements: [SettingsSearch.Measurement], rowAxis: SettingsGrid.Axis,
        columnAxis: SettingsGrid.Axis, fastest: Double
    ) -> Map {
        let (rows, columns) = (grid.labels(on: rowAxis), grid.labels(on: columnAxis))
        var speeds = [[Double?]](
            repeating: Array(repeating: nil, count: columns.count), count: rows.count)
        for measurement in measurements {
            let row = rows.firstIndex(of: SettingsGrid.label(of: measurement.settings, on: rowAxis))
            let column = columns.firstIndex(of: SettingsGrid.label(of: measurement.settings, on: columnAxis))
            guard let row, let column else { continue }
            speeds[row][column] = max(speeds[row][column] ?? 0, fastest / measurement.median)
        }
        return Map(rowAxis: rowAxis, columnAxis: columnAxis, rows: rows, columns: columns, speeds: speeds)
    }

    /// The map of the pair of axes with the most measured cells; nil when there is no pair.
    ///
    /// - Complexity: O(cells).
    public var fullestMap: Map? {
        maps.max { first, second in first.measuredCells < second.measuredCells }
    }
}

extension SettingsSurface.Map {
    fileprivate var measuredCells: Int { speeds.joined().lazy.filter { $0 != nil }.count }
}

import Platform
import Scattershot

/// The settings that a search chooses from: some values for each of several axes, and all their combinations that make
/// sense. The first value of an axis is the simplest one; nil stands for the engine's own choice.
public struct SettingsGrid: Sendable, Equatable {
    /// Numbers of threads, rising.
    public var threads: [Int]
    /// Copies of the model's tables.
    public var tableCopies: [Int?]
    /// Bytes of a block of input.
    public var blockBytes: [Int?]
    /// Kernels.
    public var kernels: [Kernel]
    /// Distances at which memory is asked for.
    public var prefetchDistances: [PrefetchDistance]
    /// Whether threads are kept on processors; not searched.
    public var pinned: Bool?

    /// An axis of the grid.
    public enum Axis: String, Sendable, CaseIterable, Codable {
        /// Numbers of threads.
        case threads
        /// Copies of tables.
        case shards
        /// Bytes of a block.
        case block
        /// Kernels.
        case kernel
        /// Distances of prefetching.
        case prefetch
    }

    /// A grid with the given values.
    public init(
        threads: [Int], tableCopies: [Int?], blockBytes: [Int?], kernels: [Kernel],
        prefetchDistances: [PrefetchDistance], pinned: Bool? = nil
    ) {
        self.threads = threads
        self.tableCopies = tableCopies
        self.blockBytes = blockBytes
        self.kernels = kernels
        self.prefetchDistances = prefetchDistances
        self.pinned = pinned
    }

    /// The grid for a machine: powers of two of threads up to its processors, and all of them; every kernel but the scalar
    /// baseline.
    ///
    /// - Parameter nodes: Memory nodes of the machine.
    /// - Complexity: O(processors).
    public init(processors: ProcessorSet, nodes: Int) {
        let most = processors.defaultThreadCount
        var threads = (0..<12).map { 1 << $0 }.filter { $0 < most }
        threads.append(most)
        let kernels = Kernel.supported.filter { $0 != .scalar }
        self.init(
            threads: threads,
            tableCopies: [nil]
                + Set([1, 2 * nodes, most]).subtracting([nodes]).filter { $0 <= most }.sorted(),
            blockBytes: [nil]
                + [16, 64, 128, 512, 1024].map { $0 << 10 },
            kernels: kernels.reversed(),
            prefetchDistances: [16, 0, 4, 8, 32, 64].compactMap(PrefetchDistance.init(rawValue:)))
    }

    /// Where a search starts: what the engine does unless told otherwise.
    ///
    /// - Complexity: O(axes).
    public var start: EngineSettings {
        EngineSettings(
            threads: threads.last ?? 1, pinned: pinned, tableCopies: tableCopies.first ?? nil,
            blockBytes: blockBytes.first ?? nil, kernel: kernels.first ?? .preferred,
            prefetchDistance: prefetchDistances.first ?? .standard)
    }

    /// All combinations that make sense: no more copies of tables than threads.
    ///
    /// - Complexity: O(combinations).
    public var all: [EngineSettings] {
        var all: [EngineSettings] = []
        for threads in threads {
            for copies in tableCopies where (copies ?? 1) <= threads {
                for block in blockBytes {
                    for kernel in kernels {
                        for distance in prefetchDistances {
                            all.append(
                                EngineSettings(
                                    threads: threads, pinned: pinned, tableCopies: copies, blockBytes: block,
                                    kernel: kernel, prefetchDistance: distance))
                        }
                    }
                }
            }
        }
        return all
    }

    /// The settings that differ from `settings` along one axis at most; `settings` among them if it is in the grid.
    ///
    /// - Complexity: O(values of the axis).
    public func line(through settings: EngineSettings, along axis: Axis) -> [EngineSettings] {
        func changed(_ change: (inout EngineSettings) -> Void) -> EngineSettings {
            var other = settings
            change(&other)
            return other
        }
        let line =
            switch axis {
            case .threads:
                threads.map { count in
                    changed {
                        $0.threads = count
                        if let copies = $0.tableCopies, copies > count { $0.tableCopies = nil }
                    }
                }
            case .shards: tableCopies.map { copies in changed { $0.tableCopies = copies } }
            case .block: blockBytes.map { bytes in changed { $0.blockBytes = bytes } }
            case .kernel: kernels.map { kernel in changed { $0.kernel = kernel } }
            case .prefetch: prefetchDistances.map { distance in changed { $0.prefetchDistance = distance } }
            }
        return line.filter { ($0.tableCopies ?? 1) <= $0.threads }
    }

    /// The value of an axis as people read it.
    ///
    /// - Complexity: O(1).
    public static func label(of settings: EngineSettings, on axis: Axis) -> String {
        switch axis {
        case .threads: String(settings.threads)
        case .shards: settings.tableCopies.map(String.init) ?? "default"
        case .block:
            settings.blockBytes.map { $0 % 1024 == 0 ? "\($0 >> 10) KiB" : "\($0) B" } ?? "default"
        case .kernel: settings.kernel.rawValue
        case .prefetch: settings.prefetchDistance.items == 0 ? "off" : String(settings.prefetchDistance.items)
        }
    }

    /// Labels of all values of an axis, in order: threads and sizes rising.
    ///
    /// - Complexity: O(values of the axis).
    public func labels(on axis: Axis) -> [String] {
        var line = line(through: start, along: axis)
        // What is left to the engine stands first otherwise; neighbours on an axis are to be neighbours in size.
        if axis == .prefetch {
            line.sort { $0.prefetchDistance.items < $1.prefetchDistance.items }
        } else if axis == .block {
            line.sort { $0.effectiveBlockBytes(threads: 1) < $1.effectiveBlockBytes(threads: 1) }
        }
        return line.map { Self.label(of: $0, on: axis) }
    }

    /// How far settings are from what the engine does by itself: fewer threads are simpler, then fewer copies of tables,
    /// then fewer settings that differ from the default.
    ///
    /// - Complexity: O(axes).
    func complexity(of settings: EngineSettings) -> [Int] {
        let start = start
        let differences = [
            settings.tableCopies != start.tableCopies, settings.blockBytes != start.blockBytes,
            settings.kernel != start.kernel, settings.prefetchDistance != start.prefetchDistance,
        ]
        return [settings.threads, settings.tableCopies ?? 0, differences.lazy.filter { $0 }.count]
    }
}

import Contestants
import DigitKeys
import NoiseSampling
import Platform

/// The three ways to ask for dense algebra: by either path, or as the engine chooses.
private let paths: [(name: String, path: DenseAlgebra.Path?)] = [
    ("Swift SIMD", .simd), ("OpenBLAS", .openBLAS), ("as chosen", nil),
]

/// Rows of whole numbers below 1000.
private func rows(_ count: Int, columns: Int) -> [Float] {
    let stream = NoiseStream(seed: 51, number: UInt64(columns))
    return (0..<UInt64(count * columns)).map { Float(NoiseStream.scale(stream.word($0), below: 1000)) }
}

/// Where the paths cross depends on the processor; the choice must not cost more than a quarter anywhere.
private func choiceGoal(_ title: String, _ settings: [String]) -> [Goal] {
    guard DenseAlgebra.isAccelerated else { return [] }
    return [
        Goal(
            title: "\(title): the path chosen by size to the faster one",
            pairs: settings.map { setting in
                (
                    Cell(name: "as chosen", setting: setting),
                    paths.prefix(2).map { Cell(name: $0.name, setting: setting) }
                )
            }, least: 0.8)
    ]
}

private func denseSection(
    name: String, title: String, note: String, settings: [String],
    work: @escaping (Int, DenseAlgebra.Path?) -> () -> Int
) -> Section {
    Section(
        name: name, title: title, note: note, unit: "M rows/s", scale: 1e6, base: "Swift SIMD",
        entries: {
            settings.indices.flatMap { place in
                paths.filter { $0.path != .openBLAS || DenseAlgebra.isAccelerated }
                    .map { path in Entry(path.name, settings[place]) { work(place, path.path) } }
            }
        }, goals: choiceGoal(title, settings))
}

/// Means and variances of columns.
func momentsSection() -> Section {
    let sizes = [(1000, 16), (100_000, 16), (30_000, 100), (3000, 1000)]
        .map { (SuiteSize.pick($0, smoke: $0 / 100), $1) }
    return denseSection(
        name: "moments", title: "ColumnMoments", note: "Rows × columns of `Float`.",
        settings: sizes.map { "\(grouped($0)) × \(grouped($1))" }
    ) { place, path in
        let (count, columns) = sizes[place]
        let values = rows(count, columns: columns)
        return {
            consume(ColumnMoments(of: values, columns: columns, by: path))
            return count
        }
    }
}

/// Nearest centres, the inner loop of the clusters: from which size on OpenBLAS is faster.
func centreSection() -> Section {
    let sizes = [
        (16, 16), (16, 256), (32, 64), (32, 256), (64, 64), (64, 128), (64, 256), (96, 128), (96, 256),
        (128, 512),
    ]
    let count = SuiteSize.pick(4096, smoke: 50)
    return denseSection(
        name: "centres", title: "CenterSearch", note: "\(grouped(count)) rows of `Float`, columns × centres.",
        settings: sizes.map { "\($0) columns × \($1) centres" }
    ) { place, path in
        let (columns, centres) = sizes[place]
        let values = rows(count, columns: columns)
        let search = CenterSearch(
            centers: Array(values.suffix(min(count, centres) * columns)), columns: columns, by: path)
        var (labels, squares) = ([UInt32](repeating: 0, count: count), [Double](repeating: 0, count: count))
        return {
            values.withUnsafeBufferPointer { values in
                labels.withUnsafeMutableBufferPointer { labels in
                    squares.withUnsafeMutableBufferPointer { squares in
                        guard let labels = labels.baseAddress, let squares = squares.baseAddress else {
                            return
                        }
                        search.nearest(to: values, labels: labels, squares: squares)
                    }
                }
            }
            return count
        }
    }
}

/// Whole groupings.
func clusterSection() -> Section {
    let sizes = [(32, 64), (64, 256), (128, 256)].map { ($0, SuiteSize.pick($1, smoke: 4)) }
    let count = SuiteSize.pick(4096, smoke: 50)
    return denseSection(
        name: "clusters", title: "KeyClusters",
        note: "\(grouped(count)) rows of `Float`, first centres and five rounds; a row counts once.",
        settings: sizes.map { "\($0) columns × \($1) clusters" }
    ) { place, path in
        let (columns, clusters) = sizes[place]
        let values = rows(count, columns: columns)
        func clustered(_ path: DenseAlgebra.Path?) -> KeyClusters {
            KeyClusters(
                of: values, columns: columns, clusters: clusters, stream: NoiseStream(seed: 1, number: 1),
                rounds: 5, by: path)
        }
        require(clustered(path) == clustered(.simd), "the paths differ")
        return {
            consume(clustered(path))
            return count
        }
    }
}

import DigitKeys
import KeyLayers
import Platform
import Scattershot
import TokenPipeline

/// Small texts that commands take: lists of layers, lists of keys, and the values of options.
struct LayerTarget: FuzzTarget {
    static let name = "layers"

    init() throws {}

    func seeds() throws -> [[UInt8]] {
        [
            "column 3 = nearest left VERB,AUX in 2 take 1\ncolumn 4 = cluster 3 in 2\nbias\ntoken[-1..0]\n",
            "# comment\nsuffix3[0] edge[0]\n2.token[0..1]\nout[-2..-1] shape[0]\nspan[0] token[1]\n",
            "@known[0]\n@key1[0] @key2[1]\nunit[-1]\nseen[0]\n12.prefix4[-15]\nlower[15]\n",
            "column 2 = span from seen 2\ncolumn 3 = path left VERB in 2 skip ADJ\ncolumn 4 = pass\n"
                + "column 5 = length by 2\ncolumn 6 = runs left in 2 take 3\ndue5[0]\n",
            "# keys of seed 1\nmonday\t073\ntuesday\t0742\n", "1/3", "64 white", "canonical", "2-4,7",
        ].map { Array($0.utf8) }
    }

    func run(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let list = try LayerList(text: text)
            let again = try LayerList(text: list.lines.joined(separator: "\n"))
            require(again == list, "printed and read as other layers: \(list.lines)")
        } catch {
            checkRefusal(error)
        }
        do {
            _ = try KeyList(reading: MemorySource(bytes))
        } catch let error as InputError {
            checkRefusal(error)
        }
        if let shard = Shard(text) { require(Shard(shard.description) == shard, "another shard: \(shard)") }
        if let noise = NoiseRule(text) {
            require(NoiseRule(noise.description) == noise, "another rule: \(noise)")
        }
        if let view = TokenView(text) {
            require(TokenView(view.description) == view, "another view: \(view)")
        }
    }
}

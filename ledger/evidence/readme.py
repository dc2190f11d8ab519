"""What stands in every bundle for whoever unpacks it with nothing but common tools at hand."""

from __future__ import annotations

from typing import Final

README: Final = "README.txt"
README_TEXT: Final = """\
证据包 EVIDENCE BUNDLE
======================

本包是存证材料，不是作品登记证书。包内文件均为公开格式，可用通用工具核验，无需网络，也无需本系统。
This is a record of deposit, not a certificate of registration. Everything in it is in public
formats and can be checked with common tools, without a network and without this system.

1. 摘要 Digests

     sha256sum -c SHA256SUMS
     cksum -a sm3 --check SM3SUMS          (GNU coreutils 9)
     openssl dgst -sm3 manifest.json       (逐个比对 compare one by one with SM3SUMS)

2. 清单 The manifest

   manifest.json 列出其余各文件的 SHA-256 与 SM3，由取证人签名：W3C Data Integrity，
   cryptosuite eddsa-jcs-2022（Ed25519，RFC 8785），公钥即 did:key。
   It lists the other files with SHA-256 and SM3 and is signed by who collected them: W3C Data
   Integrity, cryptosuite eddsa-jcs-2022 (Ed25519, RFC 8785); the did:key is the public key.

3. 入账 The record on the ledger

   record.receipt.json 中的 statement 载有 manifest.json 的 SHA-256 与 SM3；leaf 为条目原文
   (base64)，proof 为 C2SP tlog-proof（RFC 6962 默克尔证明与已签名的检查点）。
   Its "statement" names SHA-256 and SM3 of manifest.json; "leaf" is the entry in base64, "proof"
   a C2SP tlog-proof: an RFC 6962 inclusion proof and a signed checkpoint.

4. 时间戳 The time-stamp, where there is one

     openssl ts -verify -in timestamp.tsr -data manifest.json -CAfile ROOT.pem

   ROOT.pem 请向时间戳机构索取，并与 timestamp-root.pem 比对。
   Get ROOT.pem from the authority itself and compare it with timestamp-root.pem.

5. 全部 All of it at once

     mogao verify BUNDLE.zip --vkey KEY [--tsa-root ROOT.pem]

   KEY 为账本的验证公钥（C2SP vkey），请从可信来源取得。
   KEY is the ledger's verifier key (C2SP vkey): get it from a source that you trust.

文件 Files

   suspect.*                 可疑图片原件 the suspect file, as it was found
   capture.json              何时、何地、何人、如何取得 where, when, by whom and how
   attachments/              截图、响应头、公证等 screenshot, headers, notary …
   trace.json, overlay.png   溯源结果与比对图 the search's answer, and both pictures side by side
   register.json             登记摘录：权利链及各条目证明，账本签名
                             what the register says, with every entry and proof, signed by the log
   work.receipt.json         作品登记回执 the receipt of the work's registration
   licence.certificate.json  该商家有无许可 whether the named shop has a licence
   checkpoint                当时的检查点 the log's signed tree head then
   self-check.json           逐条自查，可由 mogao verify 重算
                             the law's questions one by one, as `mogao verify` computes them again
""".encode()

# Lời nhắn của lõi: mỗi mã lỗi nói chuyện gì đã xảy ra và nên làm gì tiếp theo.

error-home-missing = Chưa có sổ tay ở thư mục này. Hãy chạy `sotay init` (thiết bị đầu tiên của đơn vị) hoặc `sotay join MÃ` (được mời), hoặc chỉ đúng thư mục bằng --home.
error-home-exists = Thư mục này đã có sổ tay. Hãy dùng sổ tay đó, hoặc chọn thư mục khác bằng --home.
error-home-in-use = Một lệnh khác đang dùng sổ tay này. Xin chờ lệnh đó xong rồi thử lại.
error-home-read-only = Không ghi được vào thư mục của sổ tay. Hãy kiểm tra quyền ghi của thư mục, rồi thử lại; dữ liệu đã ghi vẫn còn nguyên.
error-disk-full = Bộ nhớ đã đầy nên chưa ghi được lần này; những gì đã ghi trước đó vẫn còn nguyên. Hãy giải phóng bộ nhớ rồi thử lại.
error-home-unreadable = Không đọc hoặc ghi được tệp của sổ tay ({ $reason }). Hãy kiểm tra thư mục rồi thử lại.
error-wrong-pin = Mã PIN không đúng. Hãy thử lại.
error-pin-too-weak = Mã PIN cần ít nhất 6 ký tự và không được chỉ gồm một ký tự lặp lại. Hãy chọn mã khác.
error-database-damaged = Tệp dữ liệu bị hỏng, bị cắt cụt hoặc không phải của sổ tay này; tệp vẫn được giữ nguyên, không bị xoá. Hãy cất riêng cả thư mục này, rồi xin một mã mời mới và chạy `sotay join` vào thư mục khác; những gì đã an toàn trên máy chủ sẽ tải về lại.
error-database-newer = Tệp dữ liệu do phiên bản mới hơn ghi (phiên bản { $found }, chương trình này biết đến { $known }). Hãy cập nhật chương trình.
error-database-failed = Cơ sở dữ liệu báo lỗi ngoài dự kiến; lần ghi này không được giữ, những gì đã ghi trước đó vẫn còn. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị kèm mã này.
error-record-not-found = Không tìm thấy “{ $reference }” trên thiết bị này. Hãy kiểm tra lại mã, hoặc đồng bộ (`sotay sync`) rồi thử lại.
error-reference-ambiguous = Có { $count } hồ sơ cùng ứng với “{ $reference }”. Hãy dùng mã đầy đủ.
error-record-invalid = Chưa ghi được vì:
    { $problems }
error-area-unknown = Chưa có địa bàn này trên thiết bị, hoặc đồng chí chưa được giao địa bàn đó. Xem `sotay area list`, hoặc đề nghị chỉ huy giao địa bàn.
error-import-refused = Không nhập tệp có { $count } dòng sai (không dòng nào của tệp đó được nhận). Hãy sửa các dòng dưới đây, hoặc thêm --skip-bad để nhận những dòng còn lại:
    { $lines }
error-import-kind-unknown = Không biết tệp “{ $file }” chứa loại hồ sơ nào. Hãy đặt tên như households.jsonl, hoặc thêm --kind.
error-import-unreadable = Không đọc được tệp “{ $file }” ({ $reason }). Hãy kiểm tra tệp rồi thử lại.
error-export-unwritable = Không ghi được tệp xuất ({ $reason }). Hãy kiểm tra chỗ ghi rồi thử lại.
error-export-without-position = Loại hồ sơ này không có toạ độ nên không xuất được GeoJSON. Hãy chọn csv hoặc jsonl.
error-role-lacks-duty = Vai trò của đồng chí không được làm việc này. Hãy nhờ chỉ huy hoặc người quản trị của đơn vị.
error-visit-state = Lượt thăm hỏi đang ở trạng thái không cho phép việc này. Xem trạng thái bằng `sotay visit show`.
error-invite-malformed = Mã mời không đúng hoặc thiếu ký tự. Hãy chép lại cả mã, bắt đầu bằng SOTAY1-.
error-invite-expired = Mã mời đã hết hạn. Hãy xin chỉ huy một mã mới.
error-relay-not-met = Thiết bị này chưa liên lạc được với máy chủ lần nào, nên chưa mời được ai. Hãy chạy `sotay sync` khi có mạng, rồi mời lại.
error-not-joined-yet = Thiết bị này chưa được nhận vào đơn vị. Hãy chạy `sotay sync` khi có mạng để hoàn tất.
error-wrong-relay = Máy chủ ở địa chỉ này không phải máy chủ của đơn vị. Hãy kiểm tra địa chỉ --relay; chưa có gì được gửi đi.
error-answer-malformed = Không hiểu được câu trả lời của máy chủ. Hãy kiểm tra địa chỉ máy chủ và phiên bản chương trình; không có gì bị mất.
error-no-network = Không liên lạc được với máy chủ. Không có gì bị mất: mọi ghi chép vẫn ở trên thiết bị và sẽ được gửi ở lần đồng bộ sau.
error-internal = Có lỗi trong chương trình; những gì đã ghi vẫn còn nguyên. Hãy báo người quản trị kèm mã này.
error-unknown = Máy chủ từ chối với mã “{ $code }”. Hãy thử lại; nếu vẫn vậy, hãy báo người quản trị kèm mã này.

# Mã do máy chủ gửi
error-bad-request = Máy chủ không đọc được yêu cầu. Hãy cập nhật chương trình rồi thử lại; không có gì bị mất.
error-too-large = Máy chủ không nhận gói lớn như vậy. Hãy báo người quản trị máy chủ; mọi ghi chép vẫn ở trên thiết bị.
error-clock-skew = Đồng hồ của thiết bị lệch quá xa so với máy chủ. Hãy chỉnh ngày giờ rồi đồng bộ lại; không có gì bị mất.
error-bad-signature = Máy chủ không nhận chữ ký của thiết bị này. Hãy báo người quản trị của đơn vị; không có gì bị mất.
error-not-a-member = Thiết bị này không (còn) thuộc đơn vị trên máy chủ. Hãy báo chỉ huy; mọi ghi chép vẫn ở trên thiết bị.
error-busy = Máy chủ đang bận. Hãy thử lại sau ít phút; không có gì bị mất.
error-unsupported-version = Máy chủ không dùng được phiên bản này. Hãy cập nhật chương trình; không có gì bị mất.
error-relay-failed = Máy chủ gặp sự cố và chưa nhận lần gửi này. Hãy thử lại sau; mọi ghi chép vẫn ở trên thiết bị.
error-space-full = Máy chủ đã đầy phần dành cho địa bàn này. Hãy báo người quản trị máy chủ; mọi ghi chép vẫn ở trên thiết bị.
error-unknown-space = Máy chủ không biết địa bàn này. Có thể máy chủ đã bị thay; hãy báo người quản trị. Không có gì bị mất.
error-access-ended = Quyền truy cập của thiết bị này đã kết thúc. Hãy báo chỉ huy; mọi ghi chép vẫn ở trên thiết bị.
error-stale-head = Có người khác vừa thay đổi thành viên cùng lúc. Hãy đồng bộ lại.
error-invite-unknown = Máy chủ chưa biết mã mời này. Người mời cần đồng bộ thiết bị của mình trước, rồi thử lại.
error-invite-used = Mã mời này đã được dùng. Hãy xin chỉ huy một mã mới.
error-invite-cancelled = Mã mời này đã bị thu hồi. Hãy xin chỉ huy một mã mới.
error-already-known = Thiết bị này đã có trong đơn vị. Hãy chạy `sotay sync`.
error-fork = Máy chủ đã có một gói khác cùng số của thiết bị này (có thể thiết bị đã được khôi phục từ bản cũ). Hãy báo người quản trị; mọi ghi chép vẫn ở trên thiết bị.
error-gap = Máy chủ thiếu gói trước đó của thiết bị này. Hãy đồng bộ lại; không có gì bị mất.
error-relay-closed = Máy chủ này không nhận đơn vị mới. Hãy hỏi người quản trị máy chủ.
error-bad-entry = Máy chủ không nhận một thay đổi thành viên của thiết bị này. Hãy cập nhật chương trình rồi thử lại; mọi ghi chép vẫn ở trên thiết bị.
error-unknown-device = Thiết bị này không có trong danh sách của đơn vị. Hãy đồng bộ rồi xem lại `sotay devices`.
error-last-administrator = Đơn vị phải còn ít nhất một người quản trị. Hãy giao quyền quản trị cho người khác trước.
error-wrong-keys = Khoá của một địa bàn không khớp với danh sách thành viên. Hãy đồng bộ rồi làm lại; nếu vẫn lỗi, hãy báo người quản trị.
error-bad-pack = Máy chủ không đọc được một gói của thiết bị này. Hãy cập nhật chương trình rồi đồng bộ lại; mọi ghi chép vẫn ở trên thiết bị.
error-wrong-hash = Một gói đã bị sai lệch trên đường truyền. Hãy đồng bộ lại; không có gì bị mất.
error-broken-chain = Máy chủ giữ một gói trước khác với gói của thiết bị này (có thể thiết bị đã được khôi phục từ bản cũ). Hãy báo người quản trị; mọi ghi chép vẫn ở trên thiết bị.
error-unknown-epoch = Máy chủ chưa biết khoá mới của địa bàn này. Hãy đồng bộ lại; nếu vẫn lỗi, hãy báo người quản trị. Không có gì bị mất.
error-pack-expired = Một gói đã quá hạn gửi nên máy chủ không nhận. Hãy báo người quản trị; mọi ghi chép vẫn ở trên thiết bị.
error-escrow-unknown = Phần việc này không còn chờ duyệt: có thể người khác vừa duyệt xong. Hãy đồng bộ rồi xem lại danh sách.
error-already-erased = Hồ sơ này đã được xoá vĩnh viễn từ trước. Không cần làm gì thêm.
error-stale-layout = Máy chủ vừa nhận thêm hoặc vừa gộp gói nên chưa gộp được lần này. Hãy đồng bộ lại; không có gì bị mất.
error-not-erased = Máy chủ chưa biết quyết định xoá hồ sơ này. Hãy đồng bộ lại; nếu vẫn lỗi, hãy báo người quản trị.

import-bad-line = { $file }, dòng { $line }: { $reason }
import-more-bad-lines = … và { $count } dòng khác
error-other-area = Không chuyển hồ sơ sang địa bàn khác bằng cách sửa được: hồ sơ thuộc địa bàn nào thì ở lại địa bàn đó. Hãy báo chỉ huy nếu hộ đã chuyển đi.
line-not-json = dòng này không phải là JSON
line-not-utf8 = dòng này không phải chữ UTF-8
line-too-long = dòng này dài quá { $limit } byte
line-area-unknown = chưa có địa bàn này trên thiết bị
line-other-area = hồ sơ này đã thuộc địa bàn khác; nhập tệp không chuyển địa bàn

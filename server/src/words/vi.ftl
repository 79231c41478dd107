about = Máy chủ của Sổ tay: giữ và trao các gói đã niêm phong, không đọc được nội dung.
usage-note =
    Mọi thiết lập đều có thể đặt trong tệp TOML (--config), trong biến môi trường SOTAY_RELAY_… hoặc bằng cờ; cờ thắng biến môi trường, biến môi trường thắng tệp.
    Hướng dẫn: docs/running-a-relay.md
help-template =
    {"{about}"}

    Cách dùng: {"{usage}"}

    Lệnh:
    {"{subcommands}"}

    Tuỳ chọn:
    {"{options}"}

    {"{after-help}"}
help-template-of =
    {"{about}"}

    Cách dùng: {"{usage}"}

    Tuỳ chọn:
    {"{options}"}
about-backup = Sao lưu dữ liệu vào một tệp, cả khi máy chủ đang chạy
about-restore = Khôi phục từ bản sao lưu; các thiết bị sẽ gửi lại phần còn thiếu
about-check = Đọc lại toàn bộ dữ liệu và báo chỗ nào bị hỏng
about-export-key = Ghi riêng khoá của máy chủ ra một tệp, để in ra giấy và cất giữ
about-import-key = Biến một thư mục trống thành máy chủ có khoá này; các thiết bị sẽ gửi dữ liệu lại
help-data-of = Thư mục dữ liệu của máy chủ
help-out = Tệp sẽ chứa bản sao lưu; chưa được có sẵn
help-from = Tệp do lệnh backup tạo ra
help-file = Bản sao lưu cần đọc lại ngay tại chỗ, thay cho thư mục dữ liệu
help-key-out = Tệp sẽ chứa khoá; chưa được có sẵn
help-key-from = Tệp do lệnh export-key tạo ra, hoặc dòng mã chép lại từ giấy
help-force = Vẫn khôi phục dù đã có dữ liệu; dữ liệu cũ được dời sang tên khác, không bị xoá
help-config = Tệp thiết lập (TOML)
help-help = In hướng dẫn này
help-version = In phiên bản
help-restored = Dữ liệu vừa được khôi phục từ bản sao lưu: các thiết bị gửi lại phần còn thiếu
help-data = Thư mục dữ liệu; được tạo nếu chưa có (bắt buộc)
help-listen = Địa chỉ và cổng lắng nghe; cổng 0 là một cổng còn trống
help-tls-cert = Chứng thư TLS (PEM, cả chuỗi); không có thì dùng HTTP thường
help-tls-key = Khoá riêng của chứng thư (PEM)
help-ready-file = Tệp nhận địa chỉ thật khi máy chủ đã sẵn sàng
help-admission = Ai được lập đơn vị mới: open là mọi người kết nối được, closed là không ai
help-metrics = Ai được xem /metrics: loopback là máy này, open là mọi người, off là không ai
help-log = Mức nhật ký: error, warn, info, debug
help-space-quota = Số byte gói nhiều nhất của một không gian
help-grace-days = Số ngày giữ các gói cũ sau khi một gói gộp thay chỗ chúng
help-escrow-bytes = Số byte nhiều nhất một thiết bị được gửi vào một không gian sau khi quyền của nó đã chấm dứt
help-max-connections = Số kết nối nhiều nhất cùng lúc
help-max-requests = Số lượt đồng bộ nhiều nhất cùng lúc
help-max-events = Số kết nối chờ sự kiện nhiều nhất cùng lúc
help-upload-memory = Bộ nhớ cho các gói đang nhận, tính bằng byte
help-stall-seconds = Bên kia đứng yên giữa chừng bao nhiêu giây thì cắt
help-idle-seconds = Kết nối không dùng bao nhiêu giây thì đóng
help-shutdown-seconds = Khi dừng, chờ các lượt đang chạy bao nhiêu giây
help-cached-spaces = Số không gian giữ sẵn trong bộ nhớ
help-readers = Số luồng đọc đĩa
default = mặc định: { $value }

backed-up = Đã sao lưu { $bytes } byte vào { $path }. Tệp này có khoá của máy chủ: hãy cất ở nơi người khác không đọc được.
key-exported = Khoá của máy chủ đã được ghi vào { $path }. Hãy in dòng mã này và cất trong két: nhờ nó, một thư mục trống lại trở thành đúng máy chủ này và các thiết bị sẽ gửi dữ liệu lại. Ai có khoá đều có thể giả làm máy chủ này với các thiết bị, dù không đọc được hồ sơ. Xin đừng cho ai xem, và hãy xoá tệp sau khi in.
key-imported = { $data } nay là máy chủ có khoá này. Hãy chạy máy chủ ở địa chỉ quen thuộc; các thiết bị sẽ gửi lại những gì đang có ở lần đồng bộ sau. Những gì chỉ máy chủ đã mất mới có thì không lấy lại được.
restored = Đã khôi phục { $path } vào { $data }. Hãy chạy máy chủ; các thiết bị sẽ gửi lại phần còn thiếu ở lần đồng bộ sau.
restored-over = Dữ liệu có trước đó nay nằm ở { $path }. Hãy xoá khi chắc chắn không còn cần.
checked-whole = Không có gì bị hỏng: { $spaces } không gian, { $entries } mục sổ cái, { $packs } gói.
checked-damaged = Có { $damages } chỗ hỏng trong { $spaces } không gian, { $entries } mục sổ cái, { $packs } gói. Hãy giữ nguyên thư mục này, khôi phục bản sao lưu vào thư mục khác bằng sotay-relay restore rồi chạy máy chủ ở đó; các thiết bị sẽ gửi lại phần còn thiếu. Nếu không có bản sao lưu, hãy lấy khoá ra bằng sotay-relay export-key, nạp vào một thư mục trống bằng import-key rồi chạy máy chủ ở đó: các thiết bị sẽ gửi dữ liệu lại.
checked-damaged-backup = Có { $damages } chỗ hỏng trong { $spaces } không gian, { $entries } mục sổ cái, { $packs } gói. Đừng trông cậy vào bản sao lưu này: hãy kiểm tra thư mục dữ liệu bằng sotay-relay check --data rồi sao lưu lại.

failed-no-data = Chưa có thư mục dữ liệu. Hãy chạy: sotay-relay --data THƯ_MỤC
failed-missing = Thiếu thiết lập { $name }. Xem: sotay-relay --help
failed-value = { $place } không thể là “{ $value }”. Xem: sotay-relay --help
failed-half-tls = Cần cả --tls-cert lẫn --tls-key, hoặc bỏ cả hai.
failed-file = Không đọc được tệp thiết lập { $path }: { $reason }
failed-form = { $path } không phải tệp thiết lập đúng dạng: { $reason }
failed-unknown = { $path } có thiết lập không tồn tại: { $name }. Xem: sotay-relay --help
failed-log = Mức nhật ký không hợp lệ ({ $reason }). Ví dụ: --log info
failed-tls = Không dùng được chứng thư hoặc khoá: { $reason }. Hãy kiểm tra --tls-cert và --tls-key: cả hai là tệp PEM và thuộc về nhau.
failed-listen = Không lắng nghe được ở { $address }: { $reason }. Hãy chọn --listen khác, hoặc dừng chương trình đang dùng cổng này.
failed-ready-file = Không ghi được tệp --ready-file: { $reason }
failed-system = Máy chủ không chạy được: { $reason }
failed-in-use = Một máy chủ khác đang dùng thư mục { $path }. Hãy dừng máy chủ đó hoặc chọn --data khác.
failed-newer = Dữ liệu do phiên bản mới hơn tạo ra (dạng { $found }; chương trình này biết đến { $known }). Hãy cài phiên bản mới hơn; dữ liệu không bị thay đổi.
failed-older = Dữ liệu do phiên bản cũ hơn tạo ra (dạng { $found }; chương trình này dùng { $known }). Hãy chạy máy chủ một lần bằng phiên bản này rồi kiểm tra lại.
failed-older-backup = Bản sao lưu do phiên bản cũ hơn tạo ra (dạng { $found }; chương trình này dùng { $known }). Hãy khôi phục nó vào một thư mục trống bằng sotay-relay restore để chuyển sang dạng mới, rồi kiểm tra thư mục đó.
failed-key = { $path } không chứa khoá của máy chủ ({ $reason }). Khoá là một dòng bắt đầu bằng SOTAYK1-: hãy so lại với bản giấy từng ký tự.
failed-no-store = Không có { $path }. Hãy kiểm tra --data và --from.
failed-out-exists = Đã có { $path }. Hãy chọn tên khác cho --out.
failed-store-exists = Đã có dữ liệu: { $path }. Hãy chọn --data khác, hoặc thêm --force để dời dữ liệu đó sang tên khác.
failed-store-used = Thư mục dữ liệu thuộc về một máy chủ đang dùng: { $path }. Chỉ nạp được khoá vào thư mục trống. Hãy chọn --data khác.
failed-full = Ổ đĩa đã đầy. Hãy giải phóng chỗ rồi chạy lại; những gì đã xác nhận vẫn còn.
failed-read-only = Không ghi được vào thư mục dữ liệu. Hãy kiểm tra quyền và ổ đĩa.
failed-damaged = Tệp dữ liệu bị hỏng ({ $reason }). Hãy giữ nguyên tệp và khôi phục bản sao lưu vào thư mục khác; các thiết bị sẽ gửi lại phần còn thiếu. Nếu không có bản sao lưu: sotay-relay import-key nạp khoá đã cất vào một thư mục trống, rồi các thiết bị sẽ gửi dữ liệu lại.
